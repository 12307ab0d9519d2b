import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_PASSWORD } from '@roster/domain/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createInbox } from '../src/mail/inbox.ts'
import { createTestServer, type TestServer } from '../src/test-server.ts'
import { writeLines } from './support/raw-socket.ts'
import type { RawReply } from './support/reply-rules.ts'
import { sendRaw } from './support/send-raw.ts'

const ORIGIN = 'https://app.example'
const MAIL_ID = '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'

let server: TestServer
let url: string
let token: string
let inboxDir: string
const replies = new Map<string, RawReply>()

beforeAll(async () => {
  inboxDir = await mkdtemp(join(tmpdir(), 'roster-inbox-'))
  const inbox = createInbox(inboxDir)
  const mail = { from: 'a@example.com', to: 'b@example.com', subject: 'x', text: 'x', html: '<p>x', links: [] }
  await inbox.add({ id: MAIL_ID, receivedAt: '2026-01-31T09:30:00.000Z', ...mail })
  server = await createTestServer({
    settings: { publicUrl: 'https://id.example', rateLimitScale: 1 },
    env: { corsOrigins: [ORIGIN] },
    deps: { inbox },
  })
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
  const admin = await server.world.user({ email: 'admin@example.com', role: 'admin' })
  const signedIn = await send('POST /api/v1/users/login', { body: { email: admin.email, password: TEST_PASSWORD } })
  token = JSON.parse(signedIn.body).access_token
  await lookAtEverything()
}, 60_000)
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(inboxDir, { recursive: true })
})

interface Sending {
  readonly headers?: Record<string, string>
  readonly body?: object | string
  readonly token?: string
}

async function send(what: string, { headers = {}, body, token }: Sending = {}): Promise<RawReply> {
  const [method = '', path = ''] = what.split(' ')
  return sendRaw(url, {
    method,
    url: path,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

const get = 'users.get?input=%7B%22userId%22%3A%22me%22%7D'
const person = { email: 'headers@example.com', password: TEST_PASSWORD }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const html = { accept: 'text/html' }

/** Every surface of the server, and everything that can go wrong with one. */
async function lookAtEverything(): Promise<void> {
  const page = (await send('GET /')).body
  const docs = (await send('GET /docs')).body
  const fileIn = (text: string, kind: RegExp) =>
    [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file).find((file) => kind.test(file))
  const surfaces: readonly (readonly [name: string, what: string, sending?: Sending])[] = [
    ['REST, made', 'POST /api/v1/users', { body: person }],
    ['REST, signed in', 'POST /api/v1/users/login', { body: person }],
    ['REST, read', 'GET /api/v1/users/me', { token }],
    ['REST, a page of a list', 'GET /api/v1/users?limit=1', { token }],
    ['REST, from a listed origin', 'GET /api/v1/users/me', { token, headers: { origin: ORIGIN } }],
    ['REST, from another origin', 'GET /api/v1/users/me', { token, headers: { origin: 'https://evil.example' } }],
    [
      'REST, asked by a listed origin',
      'OPTIONS /api/v1/users/me',
      { headers: { origin: ORIGIN, 'access-control-request-method': 'PATCH' } },
    ],
    [
      'REST, asked by another origin',
      'OPTIONS /api/v1/users/me',
      { headers: { origin: 'https://evil.example', 'access-control-request-method': 'PATCH' } },
    ],
    ['REST, accepted', 'POST /api/v1/users/reset-password', { body: { email: person.email } }],
    ['REST, nothing to say', 'DELETE /api/v1/users/me/sessions/01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f', { token }],
    ['REST, HEAD', 'HEAD /api/v1/users/me', { token }],
    ['REST, OPTIONS', 'OPTIONS /api/v1/users/me'],
    ['REST, not signed in', 'GET /api/v1/users/me'],
    ['REST, with an expectation', 'GET /api/v1/users/me', { headers: { expect: 'x' } }],
    ['REST, wrong password', 'POST /api/v1/users/login', { body: { ...person, password: 'wrong' } }],
    ['REST, not valid', 'POST /api/v1/users', { body: {} }],
    ['REST, taken', 'POST /api/v1/users', { body: person }],
    ['REST, not JSON', 'POST /api/v1/users', { body: '{' }],
    ['REST, another type', 'POST /api/v1/users', { body: 'x', headers: { 'content-type': 'text/plain' } }],
    ['REST, too large', 'POST /api/v1/users', { body: 'x'.repeat(1024 * 1024 + 1) }],
    ['REST, wrong method', 'DELETE /api/v1/users/login'],
    ['REST, no such path', 'GET /api/v1/nothing', { headers: html }],
    ['REST, a bad escape', 'GET /api/v1/users/%zz'],
    ['OpenAPI', 'GET /api/v1/openapi.json'],
    ['tRPC, read', `GET /trpc/${get}`, { token }],
    [
      'tRPC, a batch',
      `GET /trpc/users.get,users.get?batch=1&input=${encodeURIComponent('{"0":{"userId":"me"},"1":{"userId":"me"}}')}`,
      { token },
    ],
    ['tRPC, from a listed origin', `GET /trpc/${get}`, { token, headers: { origin: ORIGIN } }],
    ['tRPC, OPTIONS', 'OPTIONS /trpc/users.get'],
    ['tRPC, not signed in', `GET /trpc/${get}`],
    ['tRPC, wrong password', 'POST /trpc/users.login', { body: { ...person, password: 'wrong' } }],
    ['tRPC, not valid', 'POST /trpc/users.login', { body: {} }],
    ['tRPC, no such procedure', 'GET /trpc/users.nothing'],
    ['tRPC, no procedure at all', 'GET /trpc'],
    ['tRPC, too large', 'POST /trpc/users.login', { body: 'x'.repeat(1024 * 1024 + 1) }],
    ['tRPC, a form', 'POST /trpc/users.login', { body: 'a=b', headers: form }],
    ['page', 'GET /'],
    ['page, /setup', 'GET /setup'],
    ['page, /verify-email', 'GET /verify-email'],
    ['page, /reset-password', 'GET /reset-password'],
    ['page, of a user', 'GET /users/01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f'],
    ['page about an error', 'GET /errors/EMAIL_TAKEN'],
    ['page, wrong method', 'POST /', { body: {} }],
    ['page, no such', 'GET /nothing', { headers: html }],
    ['no such, for a program', 'GET /nothing'],
    ['asset, script', `GET ${fileIn(page, /\.js$/)}`],
    ['asset, style', `GET ${fileIn(page, /\.css$/)}`],
    ['asset, no such', 'GET /assets/nothing.js'],
    ['docs', 'GET /docs'],
    ['docs, script', `GET ${fileIn(docs, /bundle\.js$/)}`],
    ['health, live', 'GET /health/live'],
    ['health, ready', 'GET /health/ready'],
    ['metrics', 'GET /metrics'],
    ['metrics, for others', 'GET /metrics', { headers: { 'x-forwarded-for': '192.0.2.1' } }],
    ['keys', 'GET /.well-known/jwks.json'],
    ['inbox', 'GET /dev/inbox'],
    ['inbox, as JSON', 'GET /dev/inbox/messages'],
    ['inbox, a mail', `GET /dev/inbox/${MAIL_ID}`],
    ['inbox, the HTML of a mail', `GET /dev/inbox/${MAIL_ID}/body`],
    ['inbox, for another site', 'GET /dev/inbox/messages', { headers: { 'sec-fetch-site': 'cross-site' } }],
  ]
  for (const [name, what, sending] of surfaces) replies.set(`${name}: ${shortOf(what)}`, await send(what, sending))
  for (let attempt = 0; attempt < 150 && !replies.has(LIMITED); attempt++) {
    const reply = await send('POST /api/v1/users/login', { body: { email: 'x', password: 'x' } })
    if (reply.status === 429) replies.set(LIMITED, reply)
  }
  replies.set('what is not HTTP', await writeRaw(['nonsense']))
  replies.set('headers too large', await writeRaw(['GET / HTTP/1.1', 'Host: x', `X-A: ${'a'.repeat(17_000)}`]))
}

const writeRaw = async (lines: readonly string[]): Promise<RawReply> => {
  const { headers, ...reply } = await writeLines(url, lines)
  return { ...reply, headers: new Headers([...headers]) }
}

/** Without the digests and versions that assets are named by. */
const shortOf = (what: string) =>
  what
    .replace(/(?:[\da-f]{12}|-[\d.]+)\//g, '…/')
    .replace(/-[\w-]{8}(?=\.(?:js|css)$)/, '-…')
    .slice(0, 60)

const LIMITED = 'REST, limited: POST /api/v1/users/login'

test('every reply forbids what no reply needs', () => {
  for (const [name, { headers }] of replies) {
    expect({ name, ...Object.fromEntries(headers) }).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-frame-options': name.startsWith('inbox, the HTML') ? 'SAMEORIGIN' : 'DENY',
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    })
  }
})

test('no reply says what answers it', () => {
  for (const [name, { headers }] of replies) {
    for (const banner of ['server', 'x-powered-by', 'via', 'x-aspnet-version'])
      expect([name, headers.get(banner)]).toEqual([name, null])
    expect(name + [...headers]).not.toMatch(/fastify|node\.js|swagger-ui\//i)
  }
})

test('a content security policy lets nothing in that is not from here, and no inline script', () => {
  for (const [name, { headers }] of replies) {
    const policy = headers.get('content-security-policy') ?? ''
    expect([name, policy]).toEqual([name, expect.stringMatching(/^default-src 'none';/)])
    expect([name, policy]).toEqual([name, expect.stringMatching(/frame-ancestors '(?:none|self)'/)])
    expect([name, policy]).toEqual([name, expect.not.stringMatching(/unsafe-eval|script-src[^;]*unsafe-inline|\*/)])
    if (!name.startsWith('inbox, the HTML'))
      expect([name, policy]).toEqual([name, expect.not.stringMatching(/unsafe-inline|https?:/)])
  }
})

test('what a credential was needed for, or gives one, is kept by nobody, and neither is a refusal', () => {
  for (const [name, { status, headers }] of replies) {
    const isPublic = /^(?:page|asset|docs|keys|OpenAPI)/.test(name) && status < 400
    if (!isPublic)
      expect([name, headers.get('cache-control') ?? (status === 204 ? 'no-store' : null)]).toEqual([name, 'no-store'])
  }
})

test('only a listed origin hears of CORS, with its name and never with a star', () => {
  for (const [name, { headers }] of replies) {
    const allowed = headers.get('access-control-allow-origin')
    expect([name, allowed]).toEqual([name, name.includes('listed origin') ? ORIGIN : null])
    if (allowed !== null) expect([name, headers.get('vary')]).toEqual([name, expect.stringContaining('Origin')])
  }
  expect(
    replies.get('REST, from a listed origin: GET /api/v1/users/me')?.headers.get('access-control-expose-headers'),
  ).toBe('ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id')
})

test('every 401 says how to sign in, every 405 what is allowed, every 429 and 503 when to come back', () => {
  const needed: Readonly<Record<number, string>> = {
    401: 'www-authenticate',
    405: 'allow',
    429: 'retry-after',
    503: 'retry-after',
  }
  for (const [name, { status, headers }] of replies) {
    const header = needed[status]
    if (header !== undefined) expect([name, headers.get(header)]).toEqual([name, expect.any(String)])
  }
  expect(new Set([...replies.values()].map(({ status }) => status))).toEqual(
    new Set([200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 431]),
  )
})

test('the headers of every surface are those that somebody has looked at', async () => {
  const text = [...replies].map(([name, reply]) => `${name} → ${reply.status}\n${linesOf(reply)}`).join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('./headers.snapshot.txt')
})

/** The same in every run, and without what every reply has or what follows from its body. */
function linesOf({ headers }: RawReply): string {
  return [...headers]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .filter(([name]) => !EVERYWHERE.includes(name))
    .map(([name, value]) => `  ${name}: ${CHANGING.includes(name) ? '…' : value.replace(NOTHING, 'nothing at all')}`)
    .join('\n')
}

const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const CHANGING = ['etag', 'last-modified', 'link', 'location', 'ratelimit', 'retry-after']
const EVERYWHERE = [
  'connection',
  'content-length',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-request-id',
]
