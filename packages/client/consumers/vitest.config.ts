import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['consumers/*.test.ts', 'src/*.slow.test.ts'],
    provide: {
      chaos: {
        seed: Number(process.env.CHAOS_SEED ?? Date.now() % 100_000),
        rounds: Number(process.env.CHAOS_ROUNDS ?? 1),
      },
    },
    testTimeout: 120_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
})
