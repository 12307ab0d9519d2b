import type { Outcome } from './run.ts'

const MAX_SHOWN = 10
const MAX_TEXT = 600

/** Gathers what became of requests: counts by operation and wire, and each kind of failure once. */
export interface Report {
  add(outcome: Outcome): void
  readonly passed: number
  readonly failed: number
  /** The operations that did not succeed even once, on neither wire. */
  readonly neverDone: readonly string[]
  /** Everything as text, for a person. */
  text(): string
}

export function createReport(): Report {
  const statuses = new Map<string, Map<number, number>>()
  const shown = new Map<string, Outcome>()
  const tried = new Set<string>()
  const done = new Set<string>()
  let passed = 0
  let failed = 0
  const placeOf = ({ request }: Outcome) => `${request.wire} ${request.operation.id}`
  return {
    add(outcome) {
      const place = placeOf(outcome)
      const counts = statuses.get(place) ?? new Map<number, number>()
      const status = outcome.reply?.status ?? 0
      tried.add(outcome.request.operation.id)
      if (status >= 200 && status < 300) done.add(outcome.request.operation.id)
      statuses.set(place, counts.set(status, (counts.get(status) ?? 0) + 1))
      if (outcome.problems.length === 0) {
        passed++
        return
      }
      failed++
      // The same again, at another place, is the same.
      const kind = outcome.problems.join().replace(/\d+/g, '')
      if (!shown.has(kind)) shown.set(kind, outcome)
    },
    get passed() {
      return passed
    },
    get failed() {
      return failed
    },
    get neverDone() {
      return [...tried].filter((id) => !done.has(id))
    },
    text() {
      const rows = [...statuses]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([place, counts]) => {
          const list = [...counts].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}×${count}`)
          return `  ${place.padEnd(34)} ${list.join(' ')}`
        })
      const failures = [...shown.values()].slice(0, MAX_SHOWN).map(describe)
      return [...rows, ...failures].join('\n')
    },
  }
}

function describe({ index, request, sent, reply, problems }: Outcome): string {
  const { authorization, ...headers } = sent.headers
  return [
    '',
    `Request ${index} (${request.wire} ${request.operation.id} as ${request.caller}, twist ${JSON.stringify(request.twist).slice(0, 100)})`,
    ...problems.map((problem) => `  ! ${problem.slice(0, MAX_TEXT)}`),
    `  > ${sent.method} ${sent.url.slice(0, MAX_TEXT)} ${JSON.stringify(headers).slice(0, MAX_TEXT)}${authorization === undefined ? '' : ' with a credential'}`,
    ...(sent.body === undefined ? [] : [`  > ${JSON.stringify(sent.body.toString()).slice(0, MAX_TEXT)}`]),
    `  < ${reply?.status ?? 'nothing'} ${reply?.headers.get('content-type') ?? ''} ${reply?.body.slice(0, MAX_TEXT) ?? ''}`,
  ].join('\n')
}
