import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
    globalSetup: ['packages/db/src/testing/global-setup.ts'],
    provide: { databaseUrl: process.env.TEST_DATABASE_URL ?? '', redisUrl: process.env.TEST_REDIS_URL ?? '' },
    // They wait for real tokens to expire; `pnpm test:consumers` runs them.
    exclude: ['**/node_modules/**', '**/*.slow.test.ts'],
    // A process runs one file after the other and keeps the modules it has loaded, which is most of what a small file
    // costs. So files leave nothing behind, and what these can undo is undone.
    isolate: false,
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
    // One a core: much of a test is waiting for the database's own thread.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
