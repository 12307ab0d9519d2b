import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createInbox, type InboxMessage } from '../mail/inbox.ts'
import { devInbox } from './dev-inbox.ts'
import { refusalOf } from './dev-inbox-guard.ts'
import { createTestApp } from './test-app.ts'

const ID = '0190a8f0-0000-7000-8000-000000000001'
const OTHER_ID = '0190a8f0-0000-7000-8000-000000000002'

const message: InboxMessage = {
  id: ID,
  receivedAt: '2026-01-31T12:00:00.000Z',
  from: 'Roster <no-reply@roster.example>',
  to: 'ada@example.com',
  subject: 'Confirm your address',
  text: 'Open http://127.0.0.1:3000/verify-email#token=abc now\n',
  html: '<!doctype html><html><head><title>x</title></head><body><a href="http://127.0.0.1:3000/verify-email#token=abc">go</a></body></html>',
  links: ['http://127.0.0.1:3000/verify-email#token=abc'],
}

async function start(...messages: readonly InboxMessage[]) {
  const dir = await mkdtemp(join(tmpdir(), 'dev-inbox-'))
  const inbox = createInbox(dir)
  for (const message of messages) await inbox.add(message)
  const app = fastify()
  await app.register(devInbox, { inbox, publicUrl: 'https://roster.example' })
  onTestFinished(async () => {
    await app.close()
    await rm(dir, { recursive: true })
  })
  const host = { host: 'localhost:3000' }
  const get = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { ...host, ...headers } })
  const send = (method: 'POST' | 'DELETE', url: string, headers: Record<string, string> = {}) =>
    app.inject({ method, url, headers: { ...host, ...headers } })
  return { inbox, get, send }
}

test.each([
  ['', 'GET, HEAD, OPTIONS'],
  ['/style.css', 'GET, HEAD, OPTIONS'],
  [`/${ID}`, 'GET, HEAD, OPTIONS'],
  [`/${ID}/body`, 'GET, HEAD, OPTIONS'],
  ['/clear', 'POST, OPTIONS'],
  ['/messages', 'GET, HEAD, DELETE, OPTIONS'],
  [`/messages/${ID}`, 'GET, HEAD, OPTIONS'],
])('/dev/inbox%s says what it allows, and refuses everything else with it', async (path, allow) => {
  const { app } = createTestApp()
  await app.register(devInbox, {
    inbox: createInbox(join(tmpdir(), 'never-made')),
    publicUrl: 'https://roster.example',
  })
  onTestFinished(() => app.close())
  const ask = (method: 'OPTIONS' | 'PUT' | 'PATCH' | 'POST') =>
    app.inject({ method, url: `/dev/inbox${path}`, headers: { host: 'localhost:3000' } })
  const options = await ask('OPTIONS')
  expect([options.statusCode, options.headers.allow]).toEqual([204, allow])
  for (const method of ['PUT', 'PATCH', ...(allow.includes('POST') ? [] : (['POST'] as const))] as const) {
    const reply = await ask(method)
    expect([method, reply.statusCode, reply.headers.allow]).toEqual([method, 405, allow])
    expect(reply.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
  }
})

describe('JSON', () => {
  test('gives every message or those to one address, in any spelling of it', async () => {
    const { get } = await start(message, { ...message, id: OTHER_ID, to: 'bob@example.com' })
    expect((await get('/dev/inbox/messages')).json().items).toHaveLength(2)
    const { items } = (await get('/dev/inbox/messages?to=%20Ada@Example.com')).json()
    const { receivedAt, ...rest } = message
    expect(items).toEqual([{ ...rest, received_at: receivedAt }])
    expect((await get('/dev/inbox/messages?to=nobody@example.com')).json()).toEqual({ items: [] })
  })

  test('gives one message by its id, and 404 for anything else', async () => {
    const { get } = await start(message)
    expect((await get(`/dev/inbox/messages/${ID}`)).json()).toMatchObject({ id: ID, links: message.links })
    for (const id of [OTHER_ID, 'x', '..%2f..%2fpackage', '%00']) {
      expect((await get(`/dev/inbox/messages/${id}`)).statusCode).toBe(404)
    }
  })

  test('deletes everything', async () => {
    const { send, inbox } = await start(message)
    expect((await send('DELETE', '/dev/inbox/messages')).statusCode).toBe(204)
    expect(await inbox.list()).toEqual([])
  })
})

describe('pages', () => {
  test('list the messages and lead to each', async () => {
    const { get } = await start(message)
    const page = await get('/dev/inbox')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain(`href="/dev/inbox/${ID}"`)
    expect(page.body).toContain('Confirm your address')
    expect((await get('/dev/inbox?to=bob@example.com')).body).toContain('No mail to bob@example.com.')
  })

  test('show a message as text with its links, and as HTML in a sandboxed frame', async () => {
    const { get } = await start(message)
    const page = await get(`/dev/inbox/${ID}`)
    expect(page.body).toContain(
      '<a href="http://127.0.0.1:3000/verify-email#token=abc" target="_blank" rel="noreferrer">',
    )
    expect(page.body).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/)
    const body = await get(`/dev/inbox/${ID}/body`)
    expect(body.body).toContain('<head><base target="_blank">')
    expect(body.headers['content-security-policy']).toContain('sandbox allow-popups')
    expect(body.headers['x-frame-options']).toBe('SAMEORIGIN')
  })

  test('work without script and with no style but their own', async () => {
    const { get } = await start(message)
    for (const url of ['/dev/inbox', `/dev/inbox/${ID}`]) {
      const page = await get(url)
      expect(page.body).not.toMatch(/<script|<style| style=| on\w+=/)
      expect(page.headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'self';.*frame-ancestors 'none'$/,
        ),
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
      })
    }
    expect((await get('/dev/inbox/style.css')).headers['content-type']).toBe('text/css; charset=utf-8')
  })

  test('say that a message is not there', async () => {
    const { get } = await start()
    for (const url of [`/dev/inbox/${ID}`, `/dev/inbox/${ID}/body`, '/dev/inbox/..%2fx']) {
      expect((await get(url)).statusCode).toBe(404)
    }
  })

  test('delete everything with a form', async () => {
    const { send, inbox } = await start(message)
    const form = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'null',
      'sec-fetch-site': 'same-origin',
    }
    const answer = await send('POST', '/dev/inbox/clear', form)
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe('/dev/inbox')
    expect(await inbox.list()).toEqual([])
  })
})

test('nothing in a message becomes part of a page', async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`
  const hostile = {
    ...message,
    to: `${evil}@example.com`,
    from: evil,
    subject: evil,
    text: `${evil} javascript:alert(1)`,
    links: ['javascript:alert(1)', evil],
  }
  const { get } = await start(hostile)
  for (const url of ['/dev/inbox', `/dev/inbox?to=${encodeURIComponent(evil)}`, `/dev/inbox/${ID}`]) {
    const { body } = await get(url)
    expect(body).not.toMatch(/<script|<img|href="javascript/)
    expect(body).toContain('&lt;script&gt;')
  }
})

describe('other sites', () => {
  test.each([
    ['a name that somebody points at us', { host: 'attacker.example:3000' }],
    ['a name that begins like ours', { host: 'localhost.attacker.example' }],
    ['user information before the host', { host: 'localhost@attacker.example' }],
    ['the public host on another port', { host: 'roster.example:8080' }],
    ['a fetch from elsewhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['a sister site', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['a frame elsewhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['an origin elsewhere', { origin: 'https://attacker.example' }],
    ['an origin without a name', { origin: 'null' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
  ])('%s gets nothing', async (_, headers) => {
    const { get } = await start(message)
    for (const url of ['/dev/inbox', '/dev/inbox/messages', `/dev/inbox/${ID}/body`]) {
      const answer = await get(url, headers)
      expect(answer.statusCode).toBe(403)
      expect(answer.body).not.toContain('token')
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('a request without a host gets nothing', () => {
    expect(refusalOf({ method: 'GET', headers: {} }, 'https://roster.example')).toMatch('roster.example')
  })

  test('cannot delete anything', async () => {
    const { send, inbox } = await start(message)
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await send('POST', '/dev/inbox/clear', { ...foreign, ...form })).statusCode).toBe(403)
    expect((await send('POST', '/dev/inbox/clear', { origin: 'https://attacker.example', ...form })).statusCode).toBe(
      403,
    )
    expect((await send('DELETE', '/dev/inbox/messages', foreign)).statusCode).toBe(403)
    expect(await inbox.list()).toHaveLength(1)
  })

  test.each([
    ['this machine by any of its names', { host: '127.0.0.1:3000' }],
    ['this machine over IPv6', { host: '[::1]:3000' }],
    ['the public host', { host: 'roster.example' }],
    ['its default port written out', { host: 'roster.example:443' }],
    [
      'a link on another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['an address typed in', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  ])('%s is answered', async (_, headers) => {
    const { get } = await start(message)
    expect((await get('/dev/inbox', headers)).statusCode).toBe(200)
  })
})
