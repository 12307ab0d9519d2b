import { TRPCError } from '@trpc/server'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { causeOf, type ErrorDescription, type InputError } from './errors.ts'
import { problemReply } from './problem.ts'
import { createToy, describeError } from './toy-router.ts'

async function reply(description: ErrorDescription) {
  const app = fastify({ genReqId: () => 'request-1' })
  app.get('/', (_request, reply) => problemReply(reply, description, { errorBaseUrl: 'https://x.test/errors' }))
  return app.inject('/')
}

const member = { authorization: 'Bearer member' }
const description: ErrorDescription = { status: 409, code: 'TAKEN', title: 'Taken', detail: 'It is taken.' }

test('a problem document has the members of RFC 9457 and ours, and no others', async () => {
  const { headers, statusCode, json } = await reply(description)
  expect(statusCode).toBe(409)
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  })
  expect(json()).toEqual({
    type: 'https://x.test/errors/TAKEN',
    title: 'Taken',
    status: 409,
    detail: 'It is taken.',
    code: 'TAKEN',
    request_id: 'request-1',
  })
})

test('when to come back stands in the header and in the document', async () => {
  const { headers, json } = await reply({ ...description, status: 429, retryAfterSeconds: 7, instance: 'urn:x:1' })
  expect(headers['retry-after']).toBe('7')
  expect(json()).toMatchObject({ retry_after_seconds: 7, instance: 'urn:x:1' })
})

test('the description adds headers', async () => {
  expect((await reply({ ...description, headers: { 'WWW-Authenticate': 'Bearer' } })).headers['www-authenticate']).toBe(
    'Bearer',
  )
})

test("the words and codes of an input error are the caller's, whoever found it", async () => {
  const recode = (error: unknown) => {
    const description = describeError(error)
    const issues = (causeOf(error) as InputError | undefined)?.issues ?? description.issues
    return { ...description, issues: issues?.map((issue) => ({ ...issue, code: `my_${issue.code}` })) }
  }
  await using toy = await createToy({}, { describeError: recode })
  const headers = { authorization: 'Bearer user' }
  const payload = { pageCount: 1, page_count: 'x', title: 'a' }
  const { json } = await toy.app.inject({ method: 'POST', url: '/api/books', headers, payload })
  expect(json().errors.map((error: Record<string, string>) => `${error.pointer} ${error.code}`)).toEqual([
    '/pageCount my_unrecognized_keys',
    '/page_count my_invalid_type',
  ])
})

test('every error is told to the log with what the caller heard', async () => {
  const told: unknown[] = []
  await using toy = await createToy({}, { onError: (error, { code }) => told.push([error, code]) })
  await toy.app.inject('/api/fail')
  await toy.app.inject('/api/nowhere')
  expect(told).toEqual([
    [expect.objectContaining({ cause: new Error('secret') }), 'INTERNAL'],
    [expect.any(TRPCError), 'NOT_FOUND'],
  ])
})

test('a context that cannot be made is an error like any other', async () => {
  await using toy = await createToy(
    {},
    {
      createContext: () => {
        throw new TRPCError({ code: 'UNAUTHORIZED' })
      },
    },
  )
  expect((await toy.app.inject('/api/books')).json()).toMatchObject({ code: 'UNAUTHENTICATED' })
  expect(describeError(undefined).code).toBe('INTERNAL')
})

test('the detail of a validation error names the first fields as the wire does', async () => {
  await using toy = await createToy()
  const patch = (payload: object) =>
    toy.app.inject({
      method: 'PATCH',
      url: '/api/books/0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f',
      payload,
      headers: member,
    })
  expect((await patch({ shelf_note: 5 })).json().detail).toMatch(/^shelf_note: /)
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, 0]))
  expect((await patch(many)).json().detail).toMatch(/^k0: .*; k4: .*; and 4 more$/)
})
