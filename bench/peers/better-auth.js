// better-auth on Fastify and pg, as its documentation sets it up, with a bcrypt hasher of the same cost as Roster's.
// Arguments: database URL, bcrypt's cost, `bcryptjs` or `bcrypt` (the native one). Says the port it listens on.
import { createRequire } from 'node:module'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { fromNodeHeaders } from 'better-auth/node'
import { fastify } from 'fastify'
import pg from 'pg'

const [connectionString, cost, hasher = 'bcryptjs'] = process.argv.slice(2)
const bcrypt = createRequire(import.meta.url)(hasher)
const port = 20_000 + Math.floor(Math.random() * 20_000)

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'a secret of this benchmark, 32 characters or more',
  database: new pg.Pool({ connectionString, max: 10 }),
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => bcrypt.hash(password, Number(cost)),
      verify: ({ hash, password }) => bcrypt.compare(password, hash),
    },
  },
  // It would refuse what a benchmark sends, and pay for it by a query.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
})
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()

const app = fastify()
app.route({
  method: ['GET', 'POST'],
  url: '/api/auth/*',
  async handler(request, reply) {
    const response = await auth.handler(
      new Request(`http://127.0.0.1:${port}${request.url}`, {
        method: request.method,
        headers: fromNodeHeaders(request.headers),
        ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      }),
    )
    reply.code(response.status)
    for (const [name, value] of response.headers) reply.header(name, value)
    return reply.send(response.body ? await response.text() : null)
  },
})
app.get('/health/live', async () => ({ status: 'ok' }))
await app.listen({ port, host: '127.0.0.1' })
process.stdout.write(`listening ${port}\n`)
process.once('SIGTERM', () => process.exit(0))
