import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { withoutSchemas } from './schemas.ts'

test('a route with a schema of Fastify’s stops the start instead of being served unchecked', async () => {
  for (const schema of [{ body: { type: 'object' } }, { response: { 200: { type: 'string' } } }]) {
    const app = fastify({ schemaController: withoutSchemas })
    app.post('/', { schema }, async () => 'answer')
    await expect(app.ready()).rejects.toThrow('zod')
  }
})

test('a route without one answers', async () => {
  const app = fastify({ schemaController: withoutSchemas })
  app.post('/', async (request) => request.body)
  const reply = await app.inject({ method: 'POST', url: '/', payload: { any: 1 } })
  expect(reply.json()).toEqual({ any: 1 })
})
