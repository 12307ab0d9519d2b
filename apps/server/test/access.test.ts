import { apiKeyScopes } from '@roster/api'
import { groupOf, inviteUser, issueBootstrapLink } from '@roster/domain'
import { systemContext, tokenIn } from '@roster/domain/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type AccessRow, accessTable, type CallerKind, callerKinds, rowName } from '../src/reference/access-table.ts'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { operation, operationIds } from './support/operations.ts'
import { wires } from './support/wire.ts'

let server: LiveServer
/** Callers that are as good as new after a call that changes nobody; and, for `anonymous`, somebody to be called about. */
let cast: Readonly<Record<CallerKind, Person>>
beforeAll(async () => {
  server = await startServer()
  const expired = await server.person()
  server.world.advance(server.world.services.settings.accessTokenTtlSeconds + 60)
  const revoked = await server.person()
  await server.call('tRPC', 'users.logout', undefined, revoked)
  cast = {
    expired,
    revoked,
    anonymous: await server.person(),
    self: await server.person(),
    other: await server.person(),
    admin: await server.person({ role: 'admin' }),
    adminSelf: await server.person({ role: 'admin' }),
    disabled: await server.person({ status: 'disabled' }),
    deleted: await server.person({ status: 'deleted' }),
    key: await server.person({ role: 'admin' }),
    keyWithout: await server.person({ role: 'admin' }),
    keyEnded: await server.person({ role: 'admin' }),
  }
})
afterAll(() => server[Symbol.asyncDispose]())

/** Makes the input of a call that is about somebody. */
type MakeInput = (subject: Person, kind: CallerKind) => object | undefined | Promise<object | undefined>

/** The key of a kind, made by the one in the cast. */
async function keyOf(kind: CallerKind, procedure: string): Promise<Person> {
  const { type } = operation(procedure)
  const others = apiKeyScopes.filter((scope) => scope !== procedure && scope !== groupOf({ path: procedure, type }))
  const key = await server.key(kind === 'keyWithout' ? others : [procedure], { by: cast[kind] })
  if (kind === 'keyEnded') await server.call('tRPC', 'apiKeys.revoke', { apiKeyId: key.keyId }, cast[kind])
  return key
}

let addresses = 0
const newAddress = () => `address-${++addresses}@example.com`
const NEW_PASSWORD = 'an even longer pass phrase'

const inAnHour = () => new Date(server.world.services.now().getTime() + 3600_000).toISOString()

const mailedToken = async (procedure: string, email: string): Promise<string> => {
  await server.call('tRPC', procedure, { email })
  return tokenIn((await server.world.mailsTo(email)).at(-1))
}

const guest = () => inviteUser(systemContext(server.world.services), { email: newAddress(), role: 'user' })

const setAdminsAside = (deletedAt: Date | null) =>
  server.world.db.client.user.updateMany({ where: { role: 'admin' }, data: { deletedAt } })
afterEach(() => setAdminsAside(null))

/** A token of the link that is printed while there is no administrator. */
const bootstrapToken = async (kind: CallerKind): Promise<string> => {
  await setAdminsAside(new Date())
  const link = await issueBootstrapLink(systemContext(server.world.services))
  if (kind === 'admin' || kind === 'adminSelf') await setAdminsAside(null)
  return link?.split('#token=')[1] ?? ''
}

const inputs: Readonly<Record<string, MakeInput>> = {
  'users.register': () => ({ email: newAddress(), password: TEST_PASSWORD }),
  'users.login': ({ email }) => ({ email, password: TEST_PASSWORD }),
  'users.refresh: with the refresh token of a session': async (subject) => ({
    refreshToken: (await server.signIn(subject)).refreshToken,
  }),
  'users.logout': () => undefined,
  'users.resetPassword: for an address': ({ email }) => ({ email }),
  'users.resetPassword: for their own account, without an address': () => ({}),
  'users.confirmPasswordReset: with a mailed token': async ({ email }) => ({
    token: await mailedToken('users.resetPassword', email),
    newPassword: NEW_PASSWORD,
  }),
  'users.verifyEmail: with a mailed token': async ({ email }) => ({
    token: await mailedToken('users.resendVerification', email),
  }),
  'users.resendVerification': ({ email }) => ({ email }),
  'users.bootstrap: with the token of the printed link': async (_, kind) => ({
    token: await bootstrapToken(kind),
    email: newAddress(),
    password: TEST_PASSWORD,
  }),
  'users.invite': () => ({ email: newAddress() }),
  'users.invite: an administrator': () => ({ email: newAddress(), role: 'admin' }),
  'users.resendInvitation: to somebody without a password': async ({ id }, kind) => ({
    userId: kind === 'adminSelf' ? id : (await guest()).id,
  }),
  'users.acceptInvitation: with a mailed token': async () => ({
    token: tokenIn((await server.world.mailsTo((await guest()).email)).at(-1)),
    newPassword: NEW_PASSWORD,
  }),
  'users.list': () => ({}),
  'users.get': ({ id }) => ({ userId: id }),
  'users.update: nothing': ({ id }) => ({ userId: id }),
  'users.update: the name': ({ id }) => ({ userId: id, name: 'Grace' }),
  'users.update: the address, with the present password': ({ id }) => ({
    userId: id,
    email: newAddress(),
    currentPassword: TEST_PASSWORD,
  }),
  'users.update: the address, without the present password': ({ id }) => ({ userId: id, email: newAddress() }),
  'users.update: the password, with the present one': ({ id }) => ({
    userId: id,
    password: NEW_PASSWORD,
    currentPassword: TEST_PASSWORD,
  }),
  'users.update: the password, without the present one': ({ id }) => ({ userId: id, password: NEW_PASSWORD }),
  'users.update: the role': ({ id }) => ({ userId: id, role: 'user' }),
  'users.update: the role, to make an administrator': ({ id }) => ({ userId: id, role: 'admin' }),
  'users.update: the status': ({ id }) => ({ userId: id, status: 'disabled' }),
  'users.update: the status, to enable a disabled administrator': async () => ({
    userId: (await server.person({ role: 'admin', status: 'disabled' })).id,
    status: 'active',
  }),
  'users.delete': ({ id }) => ({ userId: id }),
  'users.restore': ({ id }) => ({ userId: id }),
  'users.restore: a deleted administrator': async () => ({
    userId: (await server.person({ role: 'admin', status: 'deleted' })).id,
  }),
  'users.import': () => ({ rows: [{ email: newAddress() }] }),
  'users.export: without password hashes': () => ({ limit: 1 }),
  'users.export: with password hashes': () => ({ limit: 1, includePasswordHashes: true }),
  'sessions.list': ({ id }) => ({ userId: id }),
  'sessions.revoke': ({ id, sessionId }) => ({ userId: id, sessionId }),
  'sessions.revokeAll': ({ id }) => ({ userId: id }),
  'apiKeys.create': () => ({ name: 'Test', scopes: ['users:read'], expiresAt: inAnHour() }),
  'apiKeys.list': () => ({}),
  'apiKeys.revoke': async () => ({ apiKeyId: (await server.key(['users:read'])).keyId }),
  'audit.list': () => ({ limit: 1 }),
  'audit.verify': () => ({ limit: 1 }),
  'statistics.read': () => ({ bucket: 'hour' }),
}

test('every procedure is in the table, and nothing else', () => {
  expect([...new Set(accessTable.map(({ procedure }) => procedure))].sort()).toEqual([...operationIds].sort())
})

describe.each(accessTable.map((row: AccessRow) => ({ ...row, name: rowName(row) })))('$name', (row) => {
  test.each(callerKinds.map((kind) => ({ kind, access: row.who[kind] })))(
    '$kind: $access',
    async ({ kind, access }) => {
      const key = isKey(kind) ? await keyOf(kind, row.procedure) : undefined
      const isSpent = access === 'yes' && spending.has(row.procedure)
      for (const wire of wires) {
        const fresh = isSpent && traits[kind] ? await server.person(traits[kind]) : cast[kind]
        const caller = key ?? fresh
        const subject = isAboutCaller(kind, row.procedure) ? caller : isSpent ? await server.person() : cast.anonymous
        const input = await inputs[row.name]?.(subject, kind)
        const before = await server.world.stored(subject)
        const result = await server.call(wire, row.procedure, input, kind === 'anonymous' ? {} : caller)
        expect({ wire, answer: result.ok ? 'yes' : result.code }).toEqual({ wire, answer: access })
        if (access !== 'yes') expect(await server.world.stored(subject)).toEqual(before)
      }
    },
  )
})

/** After these, neither who called nor whom it was about is what they were. */
const spending = new Set([
  'users.logout',
  'users.confirmPasswordReset',
  'users.verifyEmail',
  'users.update',
  'users.delete',
  'sessions.revoke',
  'sessions.revokeAll',
])

/** Callers that can be made anew; stale ones stay what they are. */
const traits: Partial<Record<CallerKind, Parameters<LiveServer['person']>[0]>> = {
  self: {},
  other: {},
  admin: { role: 'admin' },
  adminSelf: { role: 'admin' },
}

const isKey = (kind: CallerKind) => kind.startsWith('key')

/** Operations that are open to all are always about somebody else: what they need is in their input. */
const isAboutCaller = (kind: CallerKind, procedure: string): boolean =>
  !isKey(kind) &&
  !['anonymous', 'other', 'admin'].includes(kind) &&
  ['user', 'admin'].includes(operation(procedure).access)
