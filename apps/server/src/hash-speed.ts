import { availableParallelism } from 'node:os'
import type { Deps } from './deps.ts'
import { judgeHashCost } from './doctor/hash-cost.ts'

const RUNS = 2

/**
 * Hashes a password when the server has started, with nobody waiting: the queue learns how many it can serve in time
 * before the first of them comes, and the log hears of a machine that is too slow for the cost, or of a cost too low.
 */
export async function noteHashSpeed({
  services,
  env,
  logger,
}: Pick<Deps, 'services' | 'env' | 'logger'>): Promise<void> {
  let ms = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    const startedAt = performance.now()
    await services.hasher.hash('how long does this take')
    ms = Math.min(ms, Math.round(performance.now() - startedAt))
  }
  const { passwordHashCost: cost, hashWorkers = availableParallelism() } = env
  const findings = judgeHashCost(cost, ms, hashWorkers)
  for (const { level, says, advice } of findings) {
    if (level !== 'ok') logger.warn({ cost, ms, advice }, says)
  }
  logger.debug({ cost, ms, workers: hashWorkers }, 'password hashing measured')
}
