import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'
import { type PageOptions, servePages } from './pages.ts'

async function createApp(options: Partial<PageOptions> = {}) {
  const app = fastify()
  const notFound = await servePages(app, {
    publicUrl: 'https://id.example',
    productName: 'Acme & <Co>',
    passwordMinLength: 12,
    inboxPath: undefined,
    errors: { EMAIL_TAKEN: { status: 409, title: 'This address <is> taken.' } },
    ...options,
  })
  app.setNotFoundHandler((_request, reply) => notFound(reply))
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() })
}

describe.each(['/', '/setup', '/verify-email', '/reset-password'])('%s', (url) => {
  test('runs no script but files of its own', async () => {
    await using app = await createApp()
    const { body, headers, statusCode } = await app.inject(url)
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=|https?:\/\/(?!www\.w3\.org)/)
    for (const [, file = ''] of body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      expect([file, (await app.inject(file)).statusCode]).toEqual([file, 200])
    }
  })

  test('has a label and a place for errors for every field', async () => {
    await using app = await createApp()
    const { body } = await app.inject(url)
    for (const [, id] of body.matchAll(/<input id="([\w-]+)"/g)) {
      expect(body).toContain(`<label for="${id}">`)
      expect(body).toContain(`id="${id}-error"`)
    }
    expect(body).toMatch(/<html lang="en".*<title>[^<]+<\/title>.*<h1/s)
  })

  test('is not sent again to who has it, and scripts are kept for good', async () => {
    await using app = await createApp()
    const { headers, body } = await app.inject(url)
    expect(headers['cache-control']).toBe('no-cache')
    expect((await app.inject({ url, headers: { 'if-none-match': headers.etag } })).statusCode).toBe(304)
    const [, style = ''] = /href="(\/assets\/[^"]+\.css)"/.exec(body) ?? []
    expect((await app.inject(style)).headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })
})

test('names are text, not markup', async () => {
  await using app = await createApp()
  expect((await app.inject('/')).body).toContain('Acme &amp; &lt;Co&gt;')
})

test('the form says how long a password has to be here', async () => {
  await using app = await createApp()
  expect((await app.inject('/setup')).body).toContain('At least 12 characters')
})

test('the inbox is linked when it is on', async () => {
  await using without = await createApp()
  await using app = await createApp({ inboxPath: '/dev/inbox' })
  expect((await without.inject('/')).body).not.toContain('/dev/inbox')
  expect((await app.inject('/')).body).toContain('href="/dev/inbox"')
})

test('links keep the path that PUBLIC_URL has', async () => {
  await using app = await createApp({ publicUrl: 'https://example.com/id', inboxPath: '/dev/inbox' })
  const { body } = await app.inject('/')
  expect(body).toContain('data-base="/id"')
  expect(body).not.toMatch(/(?:href|src)="\/(?!id\/)/)
})

test('what is not there is a page too', async () => {
  await using app = await createApp()
  const { statusCode, body, headers } = await app.inject('/nothing')
  expect([statusCode, headers['cache-control']]).toEqual([404, 'no-store'])
  expect(body).toContain('There is nothing here')
})

test('each error code has a page that says what it means', async () => {
  await using app = await createApp()
  const { body, headers, statusCode } = await app.inject('/errors/EMAIL_TAKEN')
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(body).toContain('This address &lt;is&gt; taken.')
  expect(body).toContain('409')
  expect((await app.inject('/errors')).body).toContain('href="/errors/EMAIL_TAKEN"')
  expect((await app.inject('/errors/NOTHING')).statusCode).toBe(404)
})

test.each(['/assets/', '/assets/../layout.html', '/layout.html', '/home.html', '/assets/x/roster.css'])(
  '%s is not served',
  async (url) => {
    await using app = await createApp()
    expect((await app.inject(url)).statusCode).toBe(404)
  },
)
