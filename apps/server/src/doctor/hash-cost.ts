import { createPasswordHasher } from '@roster/domain'
import { type Finding, findingsAbout } from './finding.ts'

const RUNS = 2
const USUAL_COST = 12
/** Below this, guessing is cheap; above, people wait and few can sign in at once. */
const FAST_MS = 60
const SLOW_MS = 1000

/** How long one password takes on this machine, in milliseconds: the better of two. */
export async function measureHash(cost: number): Promise<number> {
  await using hasher = createPasswordHasher({ cost, workers: 1 })
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < RUNS; run++) {
    const startedAt = performance.now()
    await hasher.hash('how long does this take')
    best = Math.min(best, performance.now() - startedAt)
  }
  return Math.round(best)
}

export function judgeHashCost(cost: number, ms: number, workers: number): readonly Finding[] {
  const { ok, warning } = findingsAbout('Password hash')
  const perSecond = Math.max(1, Math.floor((workers * 1000) / ms))
  const says = `bcrypt at cost ${cost} takes ${ms} ms here: about ${perSecond} sign-ins per second`
  if (cost < USUAL_COST)
    return [warning(says, `Leave PASSWORD_HASH_COST out for ${USUAL_COST}: a stolen hash should be hard to guess.`)]
  if (ms > SLOW_MS)
    return [
      warning(
        says,
        `People wait that long. Take a faster machine, or lower PASSWORD_HASH_COST to no less than ${USUAL_COST}.`,
      ),
    ]
  if (ms < FAST_MS) return [warning(says, `This machine can afford more: raise PASSWORD_HASH_COST by one or two.`)]
  return [ok(says)]
}
