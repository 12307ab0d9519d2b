import type { Chapter } from './claim.ts'
import type { Result, Results } from './results.ts'

/** What one piece of evidence came to. `missing`: nothing that ran is called so. */
export type Verdict = Result | 'missing'

/** The verdict on each piece of evidence, by its text. */
export function judge(chapters: readonly Chapter[], results: Results): ReadonlyMap<string, Verdict> {
  const names = [...results.keys()]
  const evidence = new Set(chapters.flatMap(({ claims }) => claims.flatMap((claim) => claim.evidence)))
  return new Map([...evidence].map((text) => [text, verdictOn(text, names, results)]))
}

/** A pattern has passed when everything it matches has. */
function verdictOn(evidence: string, names: readonly string[], results: Results): Verdict {
  const matches = evidence.includes('…') ? names.filter(matcherOf(evidence)) : results.has(evidence) ? [evidence] : []
  const verdicts = matches.map((name) => results.get(name))
  if (verdicts.includes('failed')) return 'failed'
  if (verdicts.includes('passed')) return 'passed'
  return verdicts.length > 0 ? 'skipped' : 'missing'
}

function matcherOf(evidence: string): (name: string) => boolean {
  const parts = evidence.split('…').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's')
  return (name) => pattern.test(name)
}
