import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { type ErrorPageOptions, serveErrorPages } from './error-pages.ts'

function createApp(options: Partial<ErrorPageOptions> = {}) {
  const app = fastify()
  serveErrorPages(app, {
    publicUrl: 'https://id.example',
    productName: 'Acme & <Co>',
    errors: { EMAIL_TAKEN: { status: 409, title: 'This address <is> taken.' } },
    ...options,
  })
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() })
}

test('each error code has a page that says what it means', async () => {
  await using app = createApp()
  const { body, headers, statusCode } = await app.inject('/errors/EMAIL_TAKEN')
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(body).toContain('This address &lt;is&gt; taken.')
  expect(body).toContain('409')
  expect(body).toContain('Acme &amp; &lt;Co&gt;')
  expect((await app.inject('/errors')).body).toContain('href="/errors/EMAIL_TAKEN"')
  expect((await app.inject('/errors/NOTHING')).statusCode).toBe(404)
})

test('they run no script, and their style is kept for good', async () => {
  await using app = createApp()
  const { body, headers } = await app.inject('/errors')
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/)
  expect(body).not.toMatch(/<script|<style| style=| on\w+=|https?:\/\//)
  for (const [, file = ''] of body.matchAll(/<link[^>]* href="([^"]+)"/g)) {
    const reply = await app.inject(file)
    expect([file, reply.statusCode]).toEqual([file, 200])
    expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  }
})

test('links keep the path that PUBLIC_URL has', async () => {
  await using app = createApp({ publicUrl: 'https://example.com/id' })
  for (const url of ['/errors', '/errors/EMAIL_TAKEN']) {
    const { body } = await app.inject(url)
    expect(body).not.toMatch(/(?:href|src)="\/(?!id\/)/)
  }
})
