import { RosterError } from './errors.ts'
import type { Life } from './life.ts'
import type { HeadersLike } from './platform.ts'
import type { Headers, Wire, WireCall } from './wire.ts'

/** As many as the server takes in one request. */
const MAX_CALLS = 10
/** Proxies take URLs of 8 kB; the rest is for others. */
const MAX_URL_LENGTH = 4000

export interface BatchCall extends WireCall {
  readonly headers: Headers
  /** In a request of its own. */
  readonly alone: boolean
  readonly life: Life
  /** How long to wait for the answer to this try. */
  readonly tryMs: number
  readonly onReply?: ((reply: { readonly status: number; readonly headers: HeadersLike }) => void) | undefined
}

interface Waiting extends BatchCall {
  resolve(data: unknown): void
  reject(error: RosterError): void
}

/** Sends calls that are made in one go in as few requests as can be. */
export function createBatcher(wire: Wire): (call: BatchCall) => Promise<unknown> {
  let waiting: Waiting[] = []

  const flush = () => {
    const calls = waiting.filter(({ life }) => life.end === undefined)
    waiting = []
    while (calls.length > 0) void send(takeBatch(calls))
  }

  /** Takes the calls off the front of the list that go into one request. */
  const takeBatch = (calls: Waiting[]): Waiting[] => {
    const [first, ...others] = calls as [Waiting, ...Waiting[]]
    const batch = [first]
    for (const call of first.alone ? [] : others) {
      const fits = batch.length < MAX_CALLS && wire.urlOf([...batch, call]).length <= MAX_URL_LENGTH
      const alike = !call.alone && call.type === first.type && isSame(call.headers, first.headers)
      if (fits && alike) batch.push(call)
    }
    const taken = new Set(batch)
    calls.splice(0, calls.length, ...calls.filter((call) => !taken.has(call)))
    return batch
  }

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    const controller = new AbortController()
    let alive = batch.length
    const offs = batch.map(({ life }) =>
      life.onEnd(() => {
        alive -= 1
        if (alive === 0) controller.abort()
      }),
    )
    let late = false
    const tryMs = Math.max(...batch.map((call) => call.tryMs))
    const timer = setTimeout(() => {
      late = true
      controller.abort()
    }, tryMs)
    try {
      const reply = await wire.send(batch, batch[0]?.headers ?? {}, controller.signal)
      batch.forEach((call, index) => {
        const outcome = reply.outcomes[index]
        call.onReply?.(reply)
        if (outcome === undefined) call.reject(new RosterError('BAD_REPLY', 'The answer to this call is missing.'))
        else if ('error' in outcome) call.reject(outcome.error)
        else call.resolve(outcome.data)
      })
    } catch (error) {
      const failure = late ? new RosterError('TIMEOUT', `There was no answer within ${tryMs} ms.`) : error
      for (const call of batch) call.reject(failure as RosterError)
    } finally {
      clearTimeout(timer)
      for (const off of offs) off()
    }
  }

  return (call) =>
    new Promise((resolve, reject) => {
      // Calls that wait for the same thing get here one after the other, before this is run.
      if (waiting.length === 0) queueMicrotask(flush)
      waiting.push({ ...call, resolve, reject })
    })
}

function isSame(left: Headers, right: Headers): boolean {
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
}
