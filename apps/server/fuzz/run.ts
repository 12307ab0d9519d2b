import { Agent } from 'node:http'
import { toSnake } from '@roster/rest'
import type { Operation } from '../test/support/operations.ts'
import type { RawReply } from '../test/support/reply-rules.ts'
import { type RawRequest, sendRaw } from '../test/support/send-raw.ts'
import { requestOf } from '../test/support/wire.ts'
import type { Cast } from './cast.ts'
import { leaks } from './integrity.ts'
import { type LoopWatch, watchLoop } from './loop-watch.ts'
import type { Oracle } from './oracle.ts'
import type { FuzzRequest } from './requests.ts'
import type { FuzzServer } from './server.ts'
import { applyTwist } from './twists.ts'

/** A request may hold the event loop for so long; one that seems to hold it longer is sent again to be sure. */
const MAX_HELD_MS = 400

/** What became of one request. */
export interface Outcome {
  readonly index: number
  readonly request: FuzzRequest
  readonly sent: RawRequest
  readonly reply: RawReply | undefined
  readonly problems: readonly string[]
}

/** Sends requests one after the other, so that a seed gives the same run again, and judges each reply. */
export async function* runFuzz(
  server: FuzzServer,
  cast: Cast,
  requests: readonly FuzzRequest[],
  oracle: Oracle,
): AsyncGenerator<Outcome> {
  const agent = new Agent({ keepAlive: true })
  using loop = watchLoop()
  const exchange = async (sent: RawRequest): Promise<RawReply | Error> => {
    loop.takeMaxMs()
    return sendRaw(server.origin, sent, agent).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    )
  }
  try {
    for (const [index, request] of requests.entries()) {
      const sent = await wired(request, cast)
      const answer = await exchange(sent)
      const isHeld = await holds(loop, () => exchange(sent))
      const reply = answer instanceof Error ? undefined : answer
      cast.notice(reply?.body ?? '')
      const problems = [
        ...(answer instanceof Error ? [`no reply: ${answer.message}`] : oracle(request, sent, answer)),
        // The last line of the request before may be among them.
        ...(leaks(server.takeLog(), cast.secrets) ? ['a secret is in the log'] : []),
        ...(isHeld ? [`the event loop is held for more than ${MAX_HELD_MS} ms`] : []),
      ]
      yield { index, request, sent, reply, problems }
    }
  } finally {
    agent.destroy()
  }
}

/** On a busy machine everything takes long once. */
async function holds(loop: LoopWatch, again: () => Promise<unknown>): Promise<boolean> {
  if (loop.takeMaxMs() <= MAX_HELD_MS) return false
  await again()
  return loop.takeMaxMs() > MAX_HELD_MS
}

async function wired({ wire, operation, caller, input, twist }: FuzzRequest, cast: Cast): Promise<RawRequest> {
  const self = await cast.enter(caller)
  const filled = await cast.fill(input, self)
  const value = await cast.fill(twist.value ?? '', self)
  const credential = caller === 'anonymous' ? {} : { token: self.access }
  const request = requestOf(wire, operation, wire === 'REST' ? withUrlTexts(operation, filled) : filled, credential)
  return applyTwist(request, { ...twist, value })
}

/** What stands in a URL or a header is text, whatever the fuzz wanted to put there. */
function withUrlTexts({ type, path, headers }: Operation, input: object): object {
  const isText = (name: string) => type === 'query' || path.includes(`{${toSnake(name)}}`) || name in headers
  const textOf = (value: unknown) => (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value))
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, isText(name) ? textOf(value) : value]))
}
