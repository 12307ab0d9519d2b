import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { referenceFiles } from './files.ts'

const files = [...referenceFiles()].map(([path, text]) => ({ name: basename(path), path, text }))

test.each(files)('docs/$name is up to date (pnpm docs:make)', async ({ path, text }) => {
  expect(await readFile(path, 'utf8')).toBe(text)
})
