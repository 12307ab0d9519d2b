import { createPasswordHasher, deleteUser, type PasswordHasher, type Services } from '@roster/domain'
import { systemContext } from '@roster/domain/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestServer, type TestServer } from '../src/test-server.ts'
import { TEST_PASSWORD } from './support/live-server.ts'
import { differ } from './support/statistics.ts'

/** Dear enough for a missing hash to show, cheap enough for hundreds. */
const COST = 8
const PER_BATCH = 30

const SLOW = { timeout: 90_000 }
const KINDS = ['known', 'unknown', 'deleted', 'invited'] as const
type Kind = (typeof KINDS)[number]

let hasher: PasswordHasher & AsyncDisposable
let server: TestServer
beforeAll(async () => {
  hasher = createPasswordHasher({ cost: COST, workers: 1, allowLowCost: true })
  server = await createTestServer({ wrap: (services) => ({ ...services, hasher }) })
  const { world } = server
  for (const kind of ['known', 'deleted', 'invited'] as const) {
    for (let n = 0; n < PER_BATCH; n++) {
      const { id } = await world.user({ email: addressOf(kind, n) })
      if (kind === 'deleted') await deleteUser(systemContext(world.services), { userId: id })
    }
  }
  const { user } = world.db.client
  await user.updateMany({ data: { passwordHash: await hasher.hash(TEST_PASSWORD) } })
  await user.updateMany({ where: { email: { startsWith: 'invited' } }, data: { passwordHash: null } })
}, 60_000)
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await hasher[Symbol.asyncDispose]()
})

/** One of the addresses with an account, or without. */
const addressOf = (kind: Kind, n = 0) => `${kind.padEnd(8, '-')}${n}@example.com`

type Call = (email: string) => { readonly url: string; readonly payload: object }

const calls: Readonly<Record<string, Call>> = {
  'a sign-in over REST': (email) => ({
    url: '/api/v1/users/login',
    payload: { email, password: 'a wrong pass phrase' },
  }),
  'a sign-in over tRPC': (email) => ({ url: '/trpc/users.login', payload: { email, password: 'a wrong pass phrase' } }),
  'a reset over REST': (email) => ({ url: '/api/v1/users/reset-password', payload: { email } }),
  'a reset over tRPC': (email) => ({ url: '/trpc/users.resetPassword', payload: { email } }),
  'another confirmation mail over REST': (email) => ({ url: '/api/v1/users/verify-email/resend', payload: { email } }),
  'another confirmation mail over tRPC': (email) => ({ url: '/trpc/users.resendVerification', payload: { email } }),
}

describe.each(Object.entries(calls))('%s', (_, call) => {
  /** All that a caller sees, but for the id of the request, the time of day and what is left of the caller's own limit. */
  async function answerTo(email: string, more: object = {}, app = server.app) {
    const { url, payload } = call(email)
    const reply = await app.inject({ method: 'POST', url, payload: { ...payload, ...more } })
    const { 'x-request-id': id, date: _, ratelimit: __, ...headers } = reply.headers
    return {
      status: reply.statusCode,
      headers,
      order: Object.keys(reply.headers),
      body: reply.body.replaceAll(String(id), 'ID'),
    }
  }

  test('gets the same bytes and headers whether or not there is such an account', async () => {
    const [known, ...others] = await Promise.all(KINDS.map((kind) => answerTo(addressOf(kind))))
    for (const other of others) expect(other).toEqual(known)
    // Upper case and spaces lead to the same account, and tell no more.
    expect(await answerTo(` ${addressOf('known').toUpperCase()} `)).toEqual(known)
  })

  test('is refused alike with a field too many', async () => {
    const [known, ...others] = await Promise.all(KINDS.map((kind) => answerTo(addressOf(kind), { extra: 1 })))
    expect([known?.status, known?.body]).toEqual([expect.any(Number), expect.stringContaining('VALIDATION_FAILED')])
    for (const other of others) expect(other).toEqual(known)
  })
})

/** The time of one call for each of two kinds, in turns, as often as a batch has samples. */
async function batchOf(
  app: TestServer['app'],
  call: Call,
  kinds: readonly [Kind, Kind],
): Promise<[number[], number[]]> {
  const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]))
  for (let n = 0; n < PER_BATCH; n++) {
    for (const kind of n % 2 === 0 ? kinds : kinds.toReversed()) {
      const { url, payload } = call(addressOf(kind, n))
      const begin = performance.now()
      await app.inject({ method: 'POST', url, payload })
      times.get(kind)?.push(performance.now() - begin)
    }
  }
  return [times.get(kinds[0]) ?? [], times.get(kinds[1]) ?? []]
}

const signIn = calls['a sign-in over REST'] as Call
const reset = calls['a reset over REST'] as Call

describe('the time of an answer does not tell', () => {
  test.each(['unknown', 'deleted', 'invited'] as const)(
    'a sign-in of a known address from one that is %s',
    SLOW,
    async (kind) => {
      expect(await differ(() => batchOf(server.app, signIn, ['known', kind]))).toBe(false)
    },
  )

  test.each(['unknown', 'deleted'] as const)('a reset for a known address from one that is %s', SLOW, async (kind) => {
    expect(await differ(() => batchOf(server.app, reset, ['known', kind]))).toBe(false)
  })
})

describe('the same look at the clock finds', () => {
  async function isFoundWith(change: Partial<Services>, call: Call): Promise<boolean> {
    const services = { ...server.world.services, hasher, ...change }
    await using broken = await createTestServer({ deps: { services } })
    return await differ(() => batchOf(broken.app, call, ['known', 'unknown']))
  }

  test('a sign-in that hashes nothing when there is no account', SLOW, async () => {
    const verify: PasswordHasher['verify'] = async (password, hash) =>
      hash === null ? { matches: false, rehash: false } : hasher.verify(password, hash)
    expect(await isFoundWith({ hasher: { ...hasher, verify } }, signIn)).toBe(true)
  })

  test('a reset that works on the mail before it answers', SLOW, async () => {
    const client = server.world.services.client.$extends({
      query: {
        mailRequest: {
          async create({ args, query }) {
            if (args.data.email.startsWith('known')) await hasher.hash('as long as mailing might take')
            return query(args)
          },
        },
      },
    })
    expect(await isFoundWith({ client: client as unknown as Services['client'] }, reset)).toBe(true)
  })
})
