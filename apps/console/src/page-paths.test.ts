import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pagePaths } from './page-paths.ts'

test('the server is told of every page that the router has, and of no other', () => {
  const router = readFileSync(join(import.meta.dirname, 'router.tsx'), 'utf8')
  const routes = [...router.matchAll(/ path: '([^']+)'/g)].map(([, path]) => path)
  expect(routes.toSorted()).toEqual([...pagePaths].toSorted())
})
