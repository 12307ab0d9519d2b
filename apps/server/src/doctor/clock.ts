import { type Finding, findingsAbout } from './finding.ts'

/** What tokens of other servers may be ahead by (see `CLOCK_SKEW_SECONDS` in the domain). */
const TOLERATED_MS = 60_000
const NOTABLE_MS = 5_000

/** @param driftMs This machine's clock minus the database's. */
export function judgeClock(driftMs: number): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Clock')
  const seconds = Math.abs(driftMs) / 1000
  const says = `${seconds.toFixed(1)} s ${driftMs >= 0 ? 'ahead of' : 'behind'} the database's`
  const advice = 'Let both machines keep their time by NTP: sessions and mailed links end by the clock.'
  if (Math.abs(driftMs) >= TOLERATED_MS) return [problem(says, advice)]
  if (Math.abs(driftMs) >= NOTABLE_MS) return [warning(says, advice)]
  return [ok('agrees with the database')]
}
