import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { createToy } from './toy-router.ts'

const user = { authorization: 'Bearer user' }
const id = '0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f'

test('a query answers with its output in wire names', async () => {
  await using toy = await createToy()
  const reply = await toy.app.inject({ url: `/api/books/${id}`, headers: user })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    etag: '"v1"',
  })
  expect(reply.json()).toEqual({
    id,
    title: 'Ubik',
    page_count: 202,
    genre: 'sci_fi',
    written_by: [{ full_name: 'Philip K. Dick', born_in: 1928 }],
    created_at: '2026-01-02T03:04:05.678Z',
    shelf_marks: { roomName: { rowNumber: 3 } },
  })
})

test('a mutation is created with its status and location', async () => {
  await using toy = await createToy()
  const payload = { title: 'Ubik', page_count: 3, written_by: [{ full_name: 'P', born_in: null }] }
  const reply = await toy.app.inject({ method: 'POST', url: '/api/books', headers: user, payload })
  expect(reply.statusCode).toBe(201)
  expect(reply.headers.location).toBe(`/api/books/${id}`)
  expect(toy.calls).toEqual([{ title: 'Ubik', pageCount: 3, writtenBy: [{ fullName: 'P', bornIn: null }] }])
})

test('204 carries neither body nor content type', async () => {
  await using toy = await createToy()
  const headers = { authorization: 'Bearer admin' }
  const reply = await toy.app.inject({ method: 'DELETE', url: `/api/books/${id}`, headers })
  expect(reply.statusCode).toBe(204)
  expect(reply.body).toBe('')
  expect(reply.headers['content-type']).toBeUndefined()
  expect(toy.calls).toEqual([{ bookId: id }])
})

test('PUT and PATCH share a procedure, whose header field comes from the header', async () => {
  await using toy = await createToy()
  const headers = { ...user, 'if-match': '"v1"' }
  for (const method of ['PUT', 'PATCH'] as const) {
    const reply = await toy.app.inject({ method, url: `/api/books/${id}`, headers, payload: { shelf_note: null } })
    expect(reply.statusCode).toBe(200)
  }
  expect(toy.calls).toEqual(Array(2).fill({ bookId: id, ifMatch: '"v1"', shelfNote: null }))
})

test('every path answers with and without a trailing slash, whatever the app ignores itself', async () => {
  for (const ignoreTrailingSlash of [false, true]) {
    await using toy = await createToy({ routerOptions: { ignoreTrailingSlash } })
    for (const url of ['/api/books', '/api/books/', `/api/books/${id}`, `/api/books/${id}/`]) {
      expect((await toy.app.inject({ url, headers: user })).statusCode).toBe(200)
    }
    expect((await toy.app.inject({ method: 'OPTIONS', url: '/api/books/' })).statusCode).toBe(204)
    expect((await toy.app.inject({ method: 'PATCH', url: '/api/books/' })).statusCode).toBe(405)
  }
})

test('a static path wins over a parameter for every method', async () => {
  await using toy = await createToy()
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY'] as const) {
    for (const url of ['/api/books/suggest', '/api/books/suggest/', '/api/books/s%75ggest']) {
      const headers = { authorization: 'Bearer admin' }
      const reply = await toy.app.inject({ method: method as 'GET', url, headers })
      expect(`${method} ${reply.statusCode} ${reply.headers.allow}`).toBe(`${method} 405 POST, OPTIONS`)
    }
  }
  expect(toy.calls).toEqual([])
})

test('parameters are percent-decoded', async () => {
  await using toy = await createToy()
  await toy.app.inject({ url: '/api/books/%6Eewest', headers: user })
  expect(toy.calls).toEqual([{ bookId: 'newest' }])
})

test('OPTIONS answers 204 with the methods of the path', async () => {
  await using toy = await createToy()
  const allowed = await Promise.all(
    ['/api/books', `/api/books/${id}`, '/api/books/suggest'].map(async (url) => {
      const reply = await toy.app.inject({ method: 'OPTIONS', url })
      expect(reply.statusCode).toBe(204)
      expect(reply.body).toBe('')
      return reply.headers.allow
    }),
  )
  expect(allowed).toEqual(['GET, HEAD, POST, OPTIONS', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS', 'POST, OPTIONS'])
})

test('a wrong method is a problem document with Allow, before the body is looked at', async () => {
  await using toy = await createToy({ bodyLimit: 10 })
  const headers = { 'content-type': 'application/json' }
  const reply = await toy.app.inject({ method: 'PUT', url: '/api/books', headers, payload: 'x'.repeat(1000) })
  expect(reply.statusCode).toBe(405)
  expect(reply.headers).toMatchObject({ allow: 'GET, HEAD, POST, OPTIONS', 'cache-control': 'no-store' })
  expect(reply.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 })
})

test('methods that Fastify does not route are 405 too', async () => {
  await using toy = await createToy()
  await toy.app.listen({ port: 0 })
  const { port } = toy.app.server.address() as AddressInfo
  const ask = async (line: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(`${line} HTTP/1.1\r\nHost: library.test\r\nConnection: close\r\n\r\n`)
    let text = ''
    socket.on('data', (chunk) => (text += chunk))
    await once(socket, 'close')
    return `${text.slice(9, 12)} ${/^allow: (.*)$/im.exec(text)?.[1]}`
  }
  expect(await ask('PROPFIND /api/books')).toBe('405 GET, HEAD, POST, OPTIONS')
  expect(await ask('PROPFIND /api/books/suggest?x=1')).toBe('405 POST, OPTIONS')
  expect(await ask(`SEARCH /api/books/${id}/`)).toBe('405 GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
  expect(await ask('TRACE /api/books')).toBe('405 GET, HEAD, POST, OPTIONS')
  expect(await ask('PROPFIND /api/nowhere')).toBe('404 undefined')
})

test('HEAD answers like GET, without the body', async () => {
  await using toy = await createToy()
  await toy.app.listen({ port: 0 })
  const { port } = toy.app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/api/books/${id}`
  const got = await fetch(url, { headers: user })
  const head = await fetch(url, { method: 'HEAD', headers: user })
  const names = ['content-length', 'content-type', 'etag', 'cache-control']
  expect(names.map((name) => head.headers.get(name))).toEqual(names.map((name) => got.headers.get(name)))
  expect(await head.text()).toBe('')
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(401)
})

test('If-None-Match is answered with 304, the tag and no body', async () => {
  await using toy = await createToy()
  for (const method of ['GET', 'HEAD'] as const) {
    const headers = { ...user, 'if-none-match': '"x", W/"v1"' }
    const reply = await toy.app.inject({ method, url: `/api/books/${id}`, headers })
    expect(reply.statusCode).toBe(304)
    expect(reply.headers).toMatchObject({ etag: '"v1"', 'cache-control': 'no-store' })
    expect(reply.headers['content-type']).toBeUndefined()
    expect(reply.body).toBe('')
  }
  const stale = await toy.app.inject({ url: `/api/books/${id}`, headers: { ...user, 'if-none-match': '"v0"' } })
  expect(stale.statusCode).toBe(200)
})

test('a page links to the next one with the same query', async () => {
  await using toy = await createToy()
  const first = await toy.app.inject({
    url: '/api/books/?search=a%3E%22%20b&limit=2&cursor=old&sort_by=title&sort_by=created_at',
  })
  expect(first.headers.link).toBe(
    '</api/books?search=a%3E%22+b&limit=2&cursor=a%2Fb%2Bc&sort_by=title&sort_by=created_at>; rel="next"',
  )
  const last = await toy.app.inject({ url: '/api/books?cursor=last' })
  expect(last.headers.link).toBeUndefined()
})

test('an unknown path is a problem document', async () => {
  await using toy = await createToy()
  for (const url of ['/api', '/api/', '/api/nowhere', '/api/books/a/b/c']) {
    const reply = await toy.app.inject({ method: 'POST', url, payload: '{', headers: { 'content-type': 'text/html' } })
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['content-type']).toContain('application/problem+json')
  }
})

test('a document is served beside the routes, with a tag to ask again with', async () => {
  await using toy = await createToy({}, { document: { openapi: '3.1.0' } })
  const reply = await toy.app.inject('/api/openapi.json')
  expect(reply.json()).toEqual({ openapi: '3.1.0' })
  expect(reply.headers['cache-control']).toBe('no-cache')
  const again = await toy.app.inject({
    url: '/api/openapi.json/',
    headers: { 'if-none-match': String(reply.headers.etag) },
  })
  expect(again.statusCode).toBe(304)
  expect((await toy.app.inject({ method: 'POST', url: '/api/openapi.json' })).headers.allow).toBe('GET, HEAD, OPTIONS')
})

test('the signal aborts when the caller goes away and not before', async () => {
  const signals: (AbortSignal | undefined)[] = []
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
  const { toy: kit } = await import('./toy-router.ts')
  const { z } = await import('zod')
  const router = kit.router({
    wait: kit.open
      .meta({ rest: { method: 'POST', path: '/wait', summary: 'Wait', tag: 'Waiting' } })
      .input(z.strictObject({ forever: z.boolean() }))
      .output(z.boolean())
      .mutation(async ({ input, signal }) => {
        signals.push(signal)
        if (!input.forever) return signal?.aborted === false
        reach()
        await once(signal ?? new EventTarget(), 'abort')
        return true
      }),
  })
  await using toy = await createToy({}, { router })
  await toy.app.listen({ port: 0 })
  const { port } = toy.app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/api/wait`
  const ask = (forever: boolean, signal?: AbortSignal) =>
    fetch(url, {
      method: 'POST',
      body: JSON.stringify({ forever }),
      headers: { 'content-type': 'application/json' },
      ...(signal && { signal }),
    })
  expect(await (await ask(false)).json()).toBe(true)
  const caller = new AbortController()
  const asked = ask(true, caller.signal).catch(() => 'gone')
  await reached
  caller.abort()
  expect(await asked).toBe('gone')
  await expect.poll(() => signals.map((signal) => signal?.aborted)).toEqual([false, true])
})

test('links lead where callers reach the server, when a proxy takes a part of the path away', async () => {
  await using toy = await createToy({}, { publicPrefix: '/library/api' })
  const headers = { authorization: 'Bearer member' }
  const made = await toy.app.inject({ method: 'POST', url: '/api/books', headers, payload: { title: 'Ubik' } })
  expect(made.headers.location).toMatch(/^\/library\/api\/books\//)
  const page = await toy.app.inject({ url: '/api/books?limit=5' })
  expect(page.headers.link).toMatch(/^<\/library\/api\/books\?limit=5&cursor=/)
})
