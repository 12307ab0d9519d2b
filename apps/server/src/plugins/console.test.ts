import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsoleOptions, serveConsole } from './console.ts'
import { builtConsole } from './console-build.ts'

const SCRIPT = 'console.log("hello")\n'.repeat(100)
const HTML = `<!doctype html><title>{{product}}</title><meta name="roster" content="{{settings}}">
<script type="module" crossorigin src="./assets/index-a1b2c3d4.js"></script>
<link rel="stylesheet" href="./assets/index-e5f6a7b8.css"><div id="root"></div>`

/** As Vite leaves it. */
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roster-console-'))
  mkdirSync(join(folder, 'assets'))
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)
  write('index.html', HTML)
  write('pages.json', '["/", "/setup", "/users/$userId"]')
  write('assets/index-a1b2c3d4.js', SCRIPT)
  write('assets/index-a1b2c3d4.js.br', brotliCompressSync(SCRIPT))
  write('assets/index-a1b2c3d4.js.gz', gzipSync(SCRIPT))
  write('assets/index-e5f6a7b8.css', 'body{}')
})
afterAll(() => rmSync(folder, { recursive: true }))

async function createApp(options: Partial<ConsoleOptions> = {}, from = folder) {
  const app = fastify()
  const missing = await serveConsole(
    app,
    {
      publicUrl: 'https://id.example',
      productName: 'Acme & <Co>',
      passwordMinLength: 12,
      inboxPath: undefined,
      ...options,
    },
    builtConsole(from),
  )
  app.setNotFoundHandler((request, reply) => missing(request, reply))
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() })
}

const settingsIn = (html: string): unknown => {
  const [, content = ''] = /name="roster" content="([^"]*)"/.exec(html) ?? []
  return JSON.parse(
    content.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  )
}

describe.each(['/', '/setup', '/setup/', '/users/42'])('%s', (url) => {
  test('starts the app, and runs no script but files of its own', async () => {
    await using app = await createApp()
    const { body, headers, statusCode } = await app.inject(url)
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
    expect(body).toContain('src="/assets/index-a1b2c3d4.js"')
  })

  test('is asked for again each time, and not sent again to who has it', async () => {
    await using app = await createApp()
    const { headers } = await app.inject(url)
    expect(headers['cache-control']).toBe('no-cache')
    expect((await app.inject({ url, headers: { 'if-none-match': headers.etag } })).statusCode).toBe(304)
  })
})

test('the app is told what it has to know of the server, as text and not as markup', async () => {
  await using app = await createApp({ inboxPath: '/dev/inbox' })
  const { body } = await app.inject('/')
  expect(body).toContain('<title>Acme &amp; &lt;Co&gt;</title>')
  expect(settingsIn(body)).toEqual({
    base: '',
    productName: 'Acme & <Co>',
    passwordMinLength: 12,
    inboxPath: '/dev/inbox',
  })
})

test('the inbox is named when it is on', async () => {
  await using app = await createApp()
  expect(settingsIn((await app.inject('/')).body)).toMatchObject({ inboxPath: null })
})

test('addresses keep the path that PUBLIC_URL has', async () => {
  await using app = await createApp({ publicUrl: 'https://example.com/id' })
  const { body } = await app.inject('/users/42')
  expect(settingsIn(body)).toMatchObject({ base: '/id' })
  expect(body).toContain('src="/id/assets/index-a1b2c3d4.js"')
  expect(body).not.toMatch(/(?:href|src)="(?!\/id\/)/)
})

test.each([
  ['br', 'br'],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
])('to whoever takes %s, scripts go as %s, compressed beforehand, and are kept for good', async (accept, encoding) => {
  await using app = await createApp()
  const { headers } = await app.inject({ url: '/assets/index-a1b2c3d4.js', headers: { 'accept-encoding': accept } })
  expect(headers).toMatchObject({
    'content-encoding': encoding,
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: expect.stringMatching(/accept-encoding/i),
  })
})

test('whoever takes no encoding gets the file as it is', async () => {
  await using app = await createApp()
  const { headers, body } = await app.inject('/assets/index-a1b2c3d4.js')
  expect([headers['content-encoding'], body]).toEqual([undefined, SCRIPT])
})

test('what is not there is said by the app, under status 404', async () => {
  await using app = await createApp()
  const { statusCode, body, headers } = await app.inject('/nothing')
  expect([statusCode, headers['cache-control']]).toEqual([404, 'no-store'])
  expect(body).toContain('<div id="root">')
})

test.each(['/assets/', '/assets/../pages.json', '/pages.json', '/index.html', '/assets/index-00000000.js'])(
  '%s is not served',
  async (url) => {
    await using app = await createApp()
    expect((await app.inject(url)).statusCode).toBe(404)
  },
)

test('without a build there is a page that says how to make one', async () => {
  await using app = await createApp({}, join(folder, 'nothing'))
  const { body, statusCode } = await app.inject('/')
  expect([statusCode, body]).toEqual([200, expect.stringContaining('pnpm start')])
})
