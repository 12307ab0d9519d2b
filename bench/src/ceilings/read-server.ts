// What a signed-in read costs when it is written by hand: Fastify, jose and one prepared statement that checks what
// Roster checks (signature and claims, session alive, user active) and reads the user. Nothing else: no log, no limits,
// no metrics, no security headers. Argument: the URL of a database that a Roster has signed somebody in on.
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { importJWK, type JWK, jwtVerify } from 'jose'
import pg from 'pg'

interface Row {
  id: string
  email: string
  email_verified: boolean
  name: string | null
  role: string
  status: string
  created_at: Date
  updated_at: Date
  last_login_at: Date | null
  version: number
}

const READ = `SELECT u.id, u.email, u.email_verified_at IS NOT NULL AS email_verified, u.name, u.role, u.status,
    u.created_at, u.updated_at, u.last_login_at, u.version
  FROM sessions s JOIN users u ON u.id = s.user_id
  WHERE s.id = $1 AND u.id = $2 AND s.revoked_at IS NULL AND s.idle_expires_at > $3
    AND u.status = 'active' AND u.deleted_at IS NULL`

const text = { type: 'string' } as const
const nullableText = { type: ['string', 'null'] } as const
const UserRead = {
  type: 'object',
  properties: {
    id: text,
    email: text,
    email_verified: { type: 'boolean' },
    name: nullableText,
    role: text,
    status: text,
    created_at: text,
    updated_at: text,
    last_login_at: nullableText,
  },
} as const

const [connectionString] = process.argv.slice(2)
const pool = new pg.Pool({ ...(connectionString !== undefined && { connectionString }), max: 10 })
const { rows: keys } = await pool.query<{ kid: string; jwk: JWK }>('SELECT kid, public_jwk AS jwk FROM signing_keys')
const imported = await Promise.all(
  keys.map(async ({ kid, jwk }) => [kid, await importJWK({ ...jwk, alg: 'ES256' }, 'ES256')] as const),
)
const keyOf = new Map(imported)

async function read(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply): Promise<unknown> {
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  const { payload } = await jwtVerify(
    token,
    (header) => {
      const key = keyOf.get(header.kid ?? '')
      if (key === undefined) throw new Error('unknown key')
      return key
    },
    { algorithms: ['ES256'], typ: 'at+jwt', requiredClaims: ['sub', 'sid', 'iss', 'aud', 'jti', 'iat', 'exp'] },
  )
  if (request.params.id !== 'me' && request.params.id !== payload.sub) return reply.code(403).send()
  const { rows } = await pool.query<Row>({ name: 'read', text: READ, values: [payload.sid, payload.sub, new Date()] })
  const [user] = rows
  if (user === undefined) return reply.code(401).send()
  reply.header('ETag', `"${user.version}"`).header('Cache-Control', 'no-store')
  return {
    ...user,
    created_at: user.created_at.toISOString(),
    updated_at: user.updated_at.toISOString(),
    last_login_at: user.last_login_at?.toISOString() ?? null,
  }
}

const app = fastify()
app.get('/users/:id', { schema: { response: { 200: UserRead } } }, read)
app.setErrorHandler((_error, _request, reply) => reply.code(401).send())
const address = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`listening ${new URL(address).port}\n`)
process.once('SIGTERM', () => process.exit(0))
