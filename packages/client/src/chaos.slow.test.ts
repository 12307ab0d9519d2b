import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createRosterClient, memoryTokens, type RosterClientOptions } from './index.ts'
import { ADMIN, type Fate, type ServerProcess, startProxy, startServerProcess } from './testing/server.ts'

// Everything at once: tokens that live for two seconds, a grace time of one, a network that loses what it carries, and
// a server that comes and goes. `CHAOS_SEED` repeats a run, `CHAOS_ROUNDS` makes more of them.
const TOKEN_MS = 2000
const GRACE_MS = 1000
const ROUND_MS = 12_000
/** For one call. A busy machine takes a while to start a server, and losing half of what is sent takes its time. */
const PATIENCE_MS = 120_000

declare module 'vitest' {
  interface ProvidedContext {
    chaos: { readonly seed: number; readonly rounds: number }
  }
}
const { seed, rounds } = inject('chaos')

vi.setConfig({ testTimeout: 240_000 })

let server: ServerProcess
beforeAll(async () => {
  server = await startServerProcess({
    ACCESS_TOKEN_TTL_SECONDS: String(TOKEN_MS / 1000),
    REFRESH_GRACE_SECONDS: String(GRACE_MS / 1000),
  })
}, 180_000)
afterAll(() => server?.[Symbol.asyncDispose]())

/** The same numbers for the same seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const me = { userId: 'me' }
const clientOf = (options: Partial<RosterClientOptions>) =>
  createRosterClient({
    url: server.url,
    timeoutMs: PATIENCE_MS,
    onSignedOut: () => expect.unreachable('signed out'),
    ...options,
  })

test('a reply to a refresh that is lost before the server goes away for longer than the grace time costs nothing', async () => {
  await using proxy = await startProxy(server.url)
  const client = clientOf({ url: proxy.url })
  await client.auth.signIn(ADMIN)
  await sleep(TOKEN_MS + 100)
  proxy.loseReplies('users.refresh', 1)
  const calls = Promise.all(Array.from({ length: 50 }, () => client.users.get.query(me)))
  await vi.waitFor(() => expect(proxy.requests.at(-1)).toContain('users.refresh'))
  await server.restart(() => sleep(3 * GRACE_MS))
  expect(await calls).toHaveLength(50)
  await sleep(TOKEN_MS + 100)
  expect(await client.users.get.query(me)).toMatchObject({ email: ADMIN.email })
})

test.each(Array.from({ length: rounds }, (_, round) => seed + round))(
  'with seed %i nobody is signed out and no call is lost',
  async (each) => {
    const random = randomFrom(each)
    await using proxy = await startProxy(server.url)
    const tokens = { ...memoryTokens(), sharedAs: `chaos ${each}` }
    const tabs = [clientOf({ url: proxy.url, tokens }), clientOf({ url: proxy.url, tokens })]
    const alone = clientOf({ url: proxy.url })
    await tabs[0]?.auth.signIn(ADMIN)
    await alone.auth.signIn(ADMIN)

    let lost = 0
    const fates = (path: string): Fate => {
      const [there, back] = path.includes('users.refresh') ? [0.15, 0.35] : [0.05, 0.1]
      const dice = random()
      const fate = dice < there ? 'request lost' : dice < there + back ? 'reply lost' : 'passed on'
      if (fate !== 'passed on') lost += 1
      return fate
    }
    proxy.disturb(fates)
    const until = Date.now() + ROUND_MS
    let calls = 0
    const work = async (client: ReturnType<typeof clientOf>) => {
      while (Date.now() < until) {
        const users = await Promise.all(Array.from({ length: 50 }, () => client.users.get.query(me)))
        calls += users.length
        await sleep(random() * 500)
      }
    }
    let awayMs = 0
    const restarts = async () => {
      for (let count = 0; count < 2; count++) {
        await sleep(ROUND_MS / 5)
        const since = performance.now()
        await server.restart(() => sleep(1.5 * GRACE_MS * random() + GRACE_MS))
        awayMs += performance.now() - since
      }
    }
    // Even if a call fails: the next round needs a server that is there.
    const outcomes = await Promise.allSettled([...tabs.map(work), work(alone), restarts()])
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    proxy.disturb(() => 'passed on')
    for (const client of [...tabs, alone]) expect((await client.users.get.query(me)).email).toBe(ADMIN.email)
    const refreshes = proxy.requests.filter((request) => request.endsWith('users.refresh')).length
    process.stdout.write(
      `seed ${each}: ${calls} calls answered, ${refreshes} refreshes sent, ${lost} messages lost, server away for ${Math.round(awayMs)} ms\n`,
    )
    expect(calls).toBeGreaterThan(100)
    expect(lost).toBeGreaterThan(10)
  },
)
