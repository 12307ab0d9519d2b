import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
    globalSetup: ['packages/db/src/testing/global-setup.ts'],
    provide: { databaseUrl: process.env.TEST_DATABASE_URL ?? '', redisUrl: process.env.TEST_REDIS_URL ?? '' },
    // They wait for real tokens to expire; `pnpm test:consumers` runs them.
    exclude: ['**/node_modules/**', '**/*.slow.test.ts'],
    // One a core: much of a test is waiting for the database's own thread.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
