import { createHash } from 'node:crypto'
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { requestPasswordReset } from '@roster/domain'
import { tokenIn } from '@roster/domain/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Forge, openForge } from './support/forge.ts'
import { brokenTokens, wrongAuthorizations, wrongClaims } from './support/forged-claims.ts'
import { wrongHeaders, wrongSignatures } from './support/forged-tokens.ts'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { type RawRequest, sendRaw } from './support/send-raw.ts'
import { wires } from './support/wire.ts'

const TYPICAL_MS = 50
/** A busy machine may take long for anything, but not for the same thing again and again. */
const TRIES = 10

let server: LiveServer
let person: Person
let other: Person
let forge: Forge
let good: string
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
const agent = new Agent({ keepAlive: true })
const lured: string[] = []
let judged = 0
const lure = createServer((request, response) => {
  lured.push(request.url ?? '')
  response.end('{"keys":[]}')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve))
  server = await startServer()
  person = await server.person({ role: 'admin' })
  other = await server.person()
  forge = await openForge(server, person)
  good = forge.token(forge.real, forge.header, forge.claims)
})
afterAll(async () => {
  agent.destroy()
  lure.close()
  await server[Symbol.asyncDispose]()
})

type Headers = RawRequest['headers']
const places: Readonly<Record<string, string>> = {
  REST: '/api/v1/users/me',
  tRPC: `/trpc/users.get?input=${encodeURIComponent('{"userId":"me"}')}`,
}

interface Verdict {
  readonly status: number
  readonly code: string | undefined
  readonly challenge: string | null
}

/** What a wire says to these headers, and the shortest time it took for it. */
async function judge(wire: string, headers: Headers): Promise<Verdict & { ms: number }> {
  let ms = Number.POSITIVE_INFINITY
  for (let attempt = 0; ; attempt++) {
    const begin = performance.now()
    const {
      status,
      headers: replied,
      body,
    } = await sendRaw(server.url, { url: places[wire] ?? '', method: 'GET', headers }, agent)
    ms = Math.min(ms, performance.now() - begin)
    const code = /"(?:code|reason)":"([A-Z_]{6,})"/.exec(body.replace('"code":"UNAUTHORIZED",', ''))?.[1]
    if (ms < TYPICAL_MS || attempt === TRIES) return { status, code, challenge: replied.get('www-authenticate'), ms }
  }
}

/** Everything in a corpus that is not refused as it should be. */
async function acceptedOf(wire: string, corpus: Readonly<Record<string, Headers>>): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const [name, headers] of Object.entries(corpus)) {
    judged++
    const { status, code, challenge, ms } = await judge(wire, headers)
    const isRefused = status === 401 && code === 'UNAUTHENTICATED' && challenge !== null
    if (!isRefused || ms >= TYPICAL_MS) wrong.push(`${name}: ${status} ${code} ${challenge} in ${Math.round(ms)} ms`)
  }
  return wrong
}

const asBearer = (corpus: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(corpus).map(([name, token]) => [
      name,
      { authorization: `Bearer ${Buffer.from(token).toString('latin1')}` },
    ]),
  )

test('the forge makes tokens that would pass, so that each forgery has one thing wrong with it', async () => {
  for (const wire of Object.keys(places)) {
    expect(await judge(wire, { authorization: `Bearer ${good}` })).toMatchObject({ status: 200 })
    // RFC 9110 §11.1: the name of a scheme has no case.
    expect(await judge(wire, { authorization: `bearer ${good}` })).toMatchObject({ status: 200 })
  }
})

describe.each(Object.keys(places))('%s refuses, fast and with a challenge,', (wire) => {
  test('tokens with another signature', async () => {
    expect(await acceptedOf(wire, asBearer(wrongSignatures(forge)))).toEqual([])
  })

  test('tokens whose header brings or names a key of its own', async () => {
    const { port } = lure.address() as AddressInfo
    expect(await acceptedOf(wire, asBearer(wrongHeaders(forge, `http://127.0.0.1:${port}`)))).toEqual([])
  })

  test('tokens that say something wrong under the real key', async () => {
    expect(await acceptedOf(wire, asBearer(wrongClaims(forge, other)))).toEqual([])
  })

  test('what is not quite a token', async () => {
    expect(await acceptedOf(wire, asBearer(brokenTokens(forge)))).toEqual([])
  })

  test('headers that are not one bearer token', async () => {
    expect(await acceptedOf(wire, wrongAuthorizations(good))).toEqual([])
  })

  test('secrets of another purpose', async () => {
    const { email, refreshToken, id, sessionId } = await server.person()
    const verification = tokenIn((await server.world.mailsTo(email)).at(-1))
    await requestPasswordReset(server.world.context(), { email })
    const reset = tokenIn((await server.world.mailsTo(email)).at(-1))
    const others = { refreshToken, verification, reset, id, sessionId, password: TEST_PASSWORD, kid: forge.kid }
    expect(await acceptedOf(wire, asBearer(others))).toEqual([])
  })
})

test('a secret is worth nothing for another purpose', async () => {
  const { email, refreshToken, token } = await server.person()
  const verification = tokenIn((await server.world.mailsTo(email)).at(-1))
  await requestPasswordReset(server.world.context(), { email })
  const reset = tokenIn((await server.world.mailsTo(email)).at(-1))
  const newPassword = 'another long pass phrase'
  const confirm = (token: string) => ['users.confirmPasswordReset', { token, newPassword }] as const
  const verify = (token: string) => ['users.verifyEmail', { token }] as const
  const refresh = (refreshToken: string) => ['users.refresh', { refreshToken }] as const
  const wrong = [
    ...[token, reset, verification, sha256(refreshToken)].map(refresh),
    ...[token, refreshToken, verification, sha256(reset)].map(confirm),
    ...[token, refreshToken, reset, sha256(verification)].map(verify),
  ]
  const codes = {
    'users.refresh': 'REFRESH_TOKEN_INVALID',
    'users.confirmPasswordReset': 'RESET_TOKEN_INVALID',
    'users.verifyEmail': 'VERIFICATION_TOKEN_INVALID',
  }
  for (const wire of wires) {
    for (const [id, input] of wrong) {
      const result = await server.call(wire, id, input)
      // An access token is longer than any of these may be.
      const expected = Object.values(input)[0] === token ? 'VALIDATION_FAILED' : codes[id]
      expect([wire, id, result.ok ? 'accepted' : result.code]).toEqual([wire, id, expected])
    }
  }
  // They are still good for what they are for.
  const right = [refresh(refreshToken), confirm(reset)]
  for (const [id, input] of right) expect(await server.call('REST', id, input)).toMatchObject({ ok: true })
})

test('nothing in a token made the server ask anybody, and good tokens are still good', async () => {
  expect(lured).toEqual([])
  expect(judged).toBeGreaterThan(2 * 300)
  expect(await judge('REST', { authorization: `Bearer ${person.token}` })).toMatchObject({ status: 200 })
  expect(server.log()).not.toContain('internal error')
})
