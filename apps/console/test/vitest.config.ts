import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** What is tried in a real browser, against a real server: slower than a suite that one runs all day should be. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/**/*.slow.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
})
