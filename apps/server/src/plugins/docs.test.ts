import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { serveDocs } from './docs.ts'

async function createApp(publicUrl = 'https://id.example') {
  const app = fastify()
  await serveDocs(app, { publicUrl, productName: 'Acme & Co' })
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() })
}

test('the reference is made of files of this server under a strict policy', async () => {
  await using app = await createApp()
  const { body, headers } = await app.inject('/docs')
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  expect(body).not.toMatch(/https?:|<script(?![^>]* src=)|<style/)
  const files = [...body.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, file = '']) => file)
  expect(files).toHaveLength(5)
  for (const url of files) {
    const file = await app.inject(url)
    expect([url, file.statusCode, file.headers['cache-control']]).toEqual([
      url,
      200,
      'public, max-age=31536000, immutable',
    ])
  }
})

test('it is the same with a trailing slash', async () => {
  await using app = await createApp()
  expect((await app.inject('/docs/')).body).toBe((await app.inject('/docs')).body)
})

test('nothing else of the library is served', async () => {
  await using app = await createApp()
  const [, folder = ''] = /"(\/docs\/swagger-ui-[^/]+)\//.exec((await app.inject('/docs')).body) ?? []
  for (const file of [
    'index.html',
    'package.json',
    'swagger-ui.js',
    'swagger-ui-bundle.js.map',
    'oauth2-redirect.html',
    '../x',
  ]) {
    expect([file, (await app.inject(`${folder}/${file}`)).statusCode]).toEqual([file, 404])
  }
})

test('links keep the path that PUBLIC_URL has', async () => {
  await using app = await createApp('https://example.com/id')
  expect((await app.inject('/docs')).body).not.toMatch(/(?:href|src)="\/(?!id\/)/)
})
