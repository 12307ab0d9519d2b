// Many sign-ins at once, and what other calls take meanwhile. Argument: a Storm, as JSON. Prints a StormResult.
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface Storm {
  readonly signIn: { readonly url: string; readonly bodies: readonly string[]; readonly origin: string }
  /** Asked again and again, each on a connection of its own. */
  readonly probes: readonly { readonly name: string; readonly url: string; readonly headers?: Record<string, string> }[]
  /** Without sign-ins, for so long. */
  readonly idleMs: number
}

export interface StormResult {
  /** Milliseconds of every answer, by the name of the probe. */
  readonly idle: Readonly<Record<string, number[]>>
  readonly busy: Readonly<Record<string, number[]>>
  /** How many sign-ins were answered with which status, and when the last one was. */
  readonly statuses: Readonly<Record<string, number>>
  readonly seconds: number
  /** The slowest refusal: whoever cannot be served should hear of it at once. */
  readonly refusedMs: number
}

const PAUSE_MS = 4

const storm = JSON.parse(process.argv[2] ?? '') as Storm
const idle = await probeDuring(() => delay(storm.idleMs))
const statuses: Record<string, number> = {}
let refusedMs = 0
let seconds = 0
const busy = await probeDuring(async () => {
  const startedAt = performance.now()
  const agent = new Agent({ keepAlive: true, maxSockets: storm.signIn.bodies.length })
  await Promise.all(
    storm.signIn.bodies.map(async (body) => {
      const { status, ms } = await send(storm.signIn.url, agent, { origin: storm.signIn.origin }, body)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === 503) refusedMs = Math.max(refusedMs, ms)
    }),
  )
  seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
})
process.stdout.write(JSON.stringify({ idle, busy, statuses, seconds, refusedMs } satisfies StormResult))

/** Probes until the work is done. */
async function probeDuring(work: () => Promise<unknown>): Promise<Record<string, number[]>> {
  let isDone = false
  const done = work().finally(() => {
    isDone = true
  })
  const samples = storm.probes.map(async ({ name, url, headers = {} }): Promise<[string, number[]]> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const taken: number[] = []
    while (!isDone) {
      const { status, ms } = await send(url, agent, headers)
      if (status !== 200) throw new Error(`${name}: ${status}`)
      taken.push(ms)
      await delay(PAUSE_MS)
    }
    agent.destroy()
    return [name, taken]
  })
  await done
  return Object.fromEntries(await Promise.all(samples))
}

function send(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now()
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; ms: number }>()
  const method = body === undefined ? 'GET' : 'POST'
  const type =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const sent = request(url, { agent, method, headers: { ...headers, ...type } }, (response) => {
    response.resume()
    response.once('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - startedAt }))
  })
  sent.once('error', reject)
  sent.end(body)
  return promise
}
