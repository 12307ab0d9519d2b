import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { MARK, reference } from '../build/reference.ts'

test('docs/cli.md is up to date (pnpm docs:make)', async () => {
  const [, made] = (await readFile(resolve(import.meta.dirname, '../../../docs/cli.md'), 'utf8')).split(MARK)
  expect(made?.trim()).toBe(reference())
})
