import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from '../support/live-server.ts'
import { bearer, codeOf, json, post, wires } from '../support/wire.ts'

const API = '/api/v1'

let server: LiveServer
let user: Person
beforeAll(async () => {
  server = await startServer()
  user = await server.person()
})
afterAll(() => server[Symbol.asyncDispose]())

describe('versions', () => {
  const etagOf = async (person: Person) => (await server.rest('/users/me', { as: person })).headers.get('etag') ?? ''

  test('a user has a strong ETag, the same on both wires and after every kind of change', async () => {
    const person = await server.person()
    const first = await etagOf(person)
    expect(first).toMatch(/^"[^"]+"$/)
    const read = await server.call('tRPC', 'users.get', { userId: 'me' }, person)
    expect(read.headers.get('etag')).toBe(first)
    const changed = await server.call('tRPC', 'users.update', { userId: 'me', name: 'Ada' }, person)
    expect(changed.headers.get('etag')).toBe(await etagOf(person))
    expect(changed.headers.get('etag')).not.toBe(first)
    const again = await server.call('REST', 'users.update', { userId: 'me', name: 'Grace' }, person)
    expect(again.headers.get('etag')).toBe(await etagOf(person))
  })

  test('a change that changes nothing leaves the version', async () => {
    const person = await server.person({ name: 'Ada' })
    const before = await etagOf(person)
    for (const wire of wires) {
      await server.call(wire, 'users.update', { userId: 'me' }, person)
      await server.call(wire, 'users.update', { userId: 'me', name: 'Ada' }, person)
    }
    expect(await etagOf(person)).toBe(before)
  })

  test('If-None-Match with the present version is 304, without a body', async () => {
    const person = await server.person()
    const etag = await etagOf(person)
    for (const value of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { ...bearer(person), 'if-none-match': value }
        const reply = await server.fetch(`${API}/users/me`, { method, headers })
        expect([value, method, reply.status, await reply.text()]).toEqual([value, method, 304, ''])
        expect(reply.headers.get('etag')).toBe(etag)
        expect(reply.headers.get('cache-control')).toBe('no-store')
      }
    }
    for (const value of ['"x"', etag.slice(1, -1), '']) {
      expect(await server.rest('/users/me', { as: person, headers: { 'if-none-match': value } })).toMatchObject({
        status: 200,
      })
    }
  })

  test('If-None-Match does not get past authentication', async () => {
    expect(await server.rest('/users/me', { headers: { 'if-none-match': '*' } })).toMatchObject({ status: 401 })
  })

  test('a change based on the present version is made, one based on an old one is not', async () => {
    for (const wire of wires) {
      const person = await server.person()
      const etag = await etagOf(person)
      const change = (name: string, ifMatch: string) =>
        server.call(wire, 'users.update', { userId: 'me', name, ifMatch }, person)
      expect(await change('one', etag)).toMatchObject({ ok: true })
      expect(await change('two', etag)).toMatchObject({ ok: false, code: 'VERSION_CONFLICT', status: 412 })
      expect(await change('three', `W/${await etagOf(person)}`)).toMatchObject({ code: 'VERSION_CONFLICT' })
      expect(await change('four', (await etagOf(person)).slice(1, -1))).toMatchObject({ code: 'VERSION_CONFLICT' })
      expect(await change('five', `"x", ${await etagOf(person)}`)).toMatchObject({ ok: true })
      expect(await change('six', '*')).toMatchObject({ ok: true })
    }
  })

  test('a sign-in does not spoil a change that is under way', async () => {
    const person = await server.person()
    const etag = await etagOf(person)
    server.world.advance(1)
    await server.signIn(person)
    expect(await etagOf(person)).not.toBe(etag)
    const change = await server.call('REST', 'users.update', { userId: 'me', name: 'Ada', ifMatch: etag }, person)
    expect(change).toMatchObject({ ok: true })
  })

  test('the version is a header on REST and never a field of the body', async () => {
    const headers = json
    for (const key of ['if_match', 'ifMatch', 'user_id']) {
      const result = await server.rest('/users/me', {
        method: 'PATCH',
        as: user,
        headers,
        body: JSON.stringify({ [key]: '*' }),
      })
      expect([key, codeOf(result)]).toEqual([key, 'VALIDATION_FAILED'])
    }
  })

  test('PUT and PATCH are the same partial update', async () => {
    for (const method of ['PUT', 'PATCH']) {
      const person = await server.person({ name: 'Ada' })
      const change = (body: object) =>
        server.rest('/users/me', { method, headers: json, as: person, body: JSON.stringify(body) })
      expect(await change({})).toMatchObject({ ok: true, status: 200, data: { name: 'Ada', email: person.email } })
      expect(await change({ name: 'Grace' })).toMatchObject({ data: { name: 'Grace', email: person.email } })
      expect(await change({ name: null })).toMatchObject({ data: { name: null, email: person.email } })
      expect(await server.rest('/users/me', { method, as: person })).toMatchObject({ code: 'MALFORMED_REQUEST' })
    }
  })

  test('what was made says where it is', async () => {
    const reply = await server.fetch(
      `${API}/users/`,
      post(JSON.stringify({ email: 'made@example.com', password: TEST_PASSWORD })),
    )
    const { id } = (await reply.json()) as { id: string }
    expect([reply.status, reply.headers.get('location')]).toEqual([201, `${API}/users/${id}`])
  })
})
