// One thing after the other, in turns, and how long each took. Argument: a LatencyPlan, as JSON. Prints milliseconds by
// the subject's name.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import pg from 'pg'

export type LatencySubject = {
  readonly name: string
} & (
  | { readonly urls: readonly string[]; readonly headers: Readonly<Record<string, string>> }
  | { readonly statement: string; readonly values: readonly (readonly unknown[])[]; readonly databaseUrl: string }
)

/** A subject with several URLs or lists of values takes them in turn. */
export interface LatencyPlan {
  readonly subjects: readonly LatencySubject[]
  readonly samples: number
  readonly warmUp: number
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LatencyPlan
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const clients = new Map<string, pg.Client>()
const taken: Record<string, number[]> = Object.fromEntries(plan.subjects.map(({ name }) => [name, []]))
for (let round = -plan.warmUp; round < plan.samples; round++) {
  const inTurn = round % 2 === 0 ? plan.subjects : plan.subjects.toReversed()
  for (const subject of inTurn) {
    const run = await prepare(subject, round + plan.warmUp)
    const startedAt = performance.now()
    await run()
    if (round >= 0) taken[subject.name]?.push(performance.now() - startedAt)
  }
}
for (const client of clients.values()) await client.end()
agent.destroy()
process.stdout.write(JSON.stringify(taken))

async function prepare(subject: LatencySubject, round: number): Promise<() => Promise<unknown>> {
  if ('urls' in subject) {
    const url = subject.urls[round % subject.urls.length] ?? ''
    return () => get(url, subject.headers)
  }
  const client = clients.get(subject.databaseUrl) ?? new pg.Client({ connectionString: subject.databaseUrl })
  if (!clients.has(subject.databaseUrl)) await client.connect()
  clients.set(subject.databaseUrl, client)
  const values = subject.values[round % subject.values.length] ?? []
  return () => client.query({ text: subject.statement, values: [...values] })
}

function get(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const sent = request(url, { agent, headers }, (response) => {
    response.resume()
    response.once('end', () =>
      response.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
    )
  })
  sent.once('error', reject)
  sent.end()
  return promise
}
