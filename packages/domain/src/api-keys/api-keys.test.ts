import { afterAll, describe, expect, test } from 'vitest'
import type { Context, KeyActor, UserContext } from '../context.ts'
import { runMaintenance } from '../maintenance.ts'
import { confirmPasswordReset } from '../passwords/confirm-reset.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { logout } from '../sessions/logout.ts'
import { createTestWorld, systemContext, tokenIn } from '../testing.ts'
import { deleteUser } from '../users/delete.ts'
import { getUser } from '../users/get.ts'
import { listUsers } from '../users/list.ts'
import { restoreUser } from '../users/restore.ts'
import { updateUser } from '../users/update.ts'
import { verifyEmail } from '../users/verify-email.ts'
import { authenticateApiKey } from './authenticate.ts'
import { createApiKey } from './create.ts'
import { listApiKeys } from './list.ts'
import { revokeApiKey } from './revoke.ts'
import { newApiKeySecret } from './secret.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

const DAY_SECONDS = 24 * 3600
const system = systemContext(world.services)
const after = (seconds: number) => new Date(world.services.now().getTime() + seconds * 1000).toISOString()

const newAdmin = async () => world.as(await world.user({ role: 'admin', verified: true }))

const newKey = (ctx: Context, changes: { ipRanges?: string[]; expiresAt?: string } = {}) =>
  createApiKey(ctx, { name: 'Export', scopes: ['users:read'], ipRanges: [], expiresAt: after(DAY_SECONDS), ...changes })

const uses = (secret: string, request?: Parameters<typeof world.context>[0]) =>
  authenticateApiKey(world.context(request), secret)

/** The context of a program with a new key of an administrator. */
const program = async (admin: UserContext): Promise<Context & { actor: KeyActor }> => {
  const actor = await uses((await newKey(admin)).secret)
  if (actor === undefined) throw new Error('The key is refused')
  return { ...world.context(), actor }
}

const rowOf = (id: string) => world.db.client.apiKey.findUniqueOrThrow({ where: { id } })

describe('making a key', () => {
  test('gives the secret once and keeps its hash alone', async () => {
    const admin = await newAdmin()
    const { secret, ...key } = await newKey(admin)
    const { items } = await listApiKeys(admin, { limit: 1 })
    expect(items).toEqual([key])
    const stored = JSON.stringify(await rowOf(key.id), (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    )
    expect(stored).not.toContain(secret.slice(11))
    expect(JSON.stringify(items)).not.toContain(secret)
    expect(secret.startsWith(key.prefix)).toBe(true)
    const { id, scopes } = key
    expect(await uses(secret)).toEqual({ type: 'api_key', id, scopes, createdById: admin.actor.user.id })
  })

  test('is for administrators in person', async () => {
    const admin = await newAdmin()
    for (const ctx of [await world.as(await world.user()), await program(admin)]) {
      await expect(newKey(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(listApiKeys(ctx, { limit: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(revokeApiKey(ctx, { apiKeyId: admin.actor.user.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    await expect(newKey(world.context())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test.each([0, -1, 365 * DAY_SECONDS + 301])('is refused when it would end %d seconds from now', async (seconds) => {
    const failure = { code: 'VALIDATION_FAILED', issues: [{ path: ['expiresAt'] }] }
    await expect(newKey(await newAdmin(), { expiresAt: after(seconds) })).rejects.toMatchObject(failure)
  })

  test('shows in the audit log, with scopes and without the secret', async () => {
    const admin = await newAdmin()
    const { id, secret } = await newKey(admin)
    await revokeApiKey(admin, { apiKeyId: id })
    const events = (await world.auditOf(admin.actor.user)).filter(({ action }) => action.startsWith('api_key.'))
    expect(events).toMatchObject([
      { action: 'api_key.created', changes: { apiKeyId: id, scopes: ['users:read'] } },
      { action: 'api_key.revoked', changes: { apiKeyId: id } },
    ])
    expect(JSON.stringify(events)).not.toContain(secret)
  })
})

describe('a key ends', () => {
  test('to the millisecond when it expires', async () => {
    const { secret } = await newKey(await newAdmin(), { expiresAt: after(10) })
    world.advance(9.999)
    expect(await uses(secret)).toBeDefined()
    world.advance(0.001)
    expect(await uses(secret)).toBeUndefined()
  })

  test('when it is revoked, by any administrator, once', async () => {
    const { id, secret } = await newKey(await newAdmin())
    const other = await newAdmin()
    await revokeApiKey(other, { apiKeyId: id })
    expect(await uses(secret)).toBeUndefined()
    await expect(revokeApiKey(other, { apiKeyId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test.each<[how: string, end: (userId: string) => Promise<unknown>, undo: (userId: string) => Promise<unknown>]>([
    [
      'demoted',
      (userId) => updateUser(system, { userId, role: 'user' }),
      (userId) => updateUser(system, { userId, role: 'admin' }),
    ],
    [
      'disabled',
      (userId) => updateUser(system, { userId, status: 'disabled' }),
      (userId) => updateUser(system, { userId, status: 'active' }),
    ],
    ['deleted', (userId) => deleteUser(system, { userId }), (userId) => restoreUser(system, { userId })],
  ])('when whoever made it is %s, and does not come back', async (_, end, undo) => {
    await newAdmin()
    const admin = await newAdmin()
    const { id: userId } = admin.actor.user
    const { id, secret } = await newKey(admin)
    await end(userId)
    expect(await uses(secret)).toBeUndefined()
    await undo(userId)
    expect(await uses(secret)).toBeUndefined()
    expect((await rowOf(id)).revokedAt).not.toBeNull()
    const actions = (await world.auditOf({ id: userId })).map(({ action }) => action)
    expect(actions).toContain('api_key.revoked')
  })

  test('at once when the role was taken by somebody who went past us', async () => {
    const admin = await newAdmin()
    const { secret } = await newKey(admin)
    await world.db.client.user.update({ where: { id: admin.actor.user.id }, data: { role: 'user' } })
    expect(await uses(secret)).toBeUndefined()
  })

  test('with a password reset', async () => {
    const admin = await newAdmin()
    const { secret } = await newKey(admin)
    const { email } = admin.actor.user
    await requestPasswordReset(world.context(), { email })
    const token = tokenIn((await world.mailsTo(email)).at(-1))
    await confirmPasswordReset(world.context(), { token, newPassword: 'an even longer pass phrase' })
    expect(await uses(secret)).toBeUndefined()
  })

  test('and leaves nothing when its maker is anonymised', async () => {
    const admin = await newAdmin()
    const { id } = await newKey(admin)
    await newAdmin()
    await deleteUser(system, { userId: admin.actor.user.id })
    world.advance(31 * DAY_SECONDS)
    await runMaintenance(system)
    expect(await world.db.client.apiKey.count({ where: { id } })).toBe(0)
  })
})

describe('a key is refused', () => {
  test('from outside its ranges, and the log says why', async () => {
    const { id, secret } = await newKey(await newAdmin(), { ipRanges: ['192.0.2.0/24', '2001:db8::/32'] })
    expect(await uses(secret, { ipAddress: '192.0.2.200' })).toBeDefined()
    expect(await uses(secret, { ipAddress: '2001:db8::1' })).toBeDefined()
    for (const ipAddress of ['198.51.100.1', '2001:db9::1', null])
      expect(await uses(secret, { ipAddress })).toBeUndefined()
    expect(world.events.at(-1)).toEqual({ event: 'api_key.refused', reason: 'address', apiKeyId: id })
  })

  test('without a look at the database when it is mistyped', async () => {
    const { secret } = await newKey(await newAdmin())
    const unreachable = { ...world.context(), db: undefined, lookups: undefined } as unknown as Context
    const typo = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0')
    expect(await authenticateApiKey(unreachable, typo)).toBeUndefined()
    expect(world.events.at(-1)).toEqual({ event: 'api_key.refused', reason: 'mistyped' })
    await expect(authenticateApiKey(unreachable, secret)).rejects.toThrow()
  })

  test('when it has the form of one and is none', async () => {
    expect(await uses(newApiKeySecret())).toBeUndefined()
    expect(world.events.at(-1)).toEqual({ event: 'api_key.refused', reason: 'unknown' })
  })
})

describe('a key acts', () => {
  test('as an administrator on others, and never as the one who made it', async () => {
    const admin = await newAdmin()
    const ctx = await program(admin)
    const { id: userId } = await world.user()
    expect((await listUsers(ctx, { limit: 1, sort: '-created_at', includeTotal: false })).items).toHaveLength(1)
    expect(await updateUser(ctx, { userId, name: 'Ada', status: 'disabled' })).toMatchObject({ status: 'disabled' })
    for (const call of [getUser(ctx, { userId: 'me' }), updateUser(ctx, { userId: 'me', name: 'x' }), logout(ctx)]) {
      await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    const own = { userId: admin.actor.user.id, currentPassword: 'a long enough pass phrase' }
    const password = 'an even longer pass phrase'
    await expect(updateUser(ctx, { ...own, password })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(updateUser(ctx, { ...own, email: 'mine@example.com' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(requestPasswordReset(ctx, {})).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  test('but makes no administrator and moves no mailbox of one', async () => {
    const ctx = await program(await newAdmin())
    const user = await world.user()
    const other = await world.user({ role: 'admin' })
    const refused = { code: 'FORBIDDEN' }
    await expect(updateUser(ctx, { userId: user.id, role: 'admin' })).rejects.toMatchObject(refused)
    await expect(updateUser(ctx, { userId: other.id, email: 'thief@example.com' })).rejects.toMatchObject(refused)
    await updateUser(ctx, { userId: user.id, email: 'moved@example.com' })
    await updateUser(ctx, { userId: other.id, name: 'Grace', role: 'user' })
  })

  test('but brings no administrator back, and whoever was one as a user it does', async () => {
    const ctx = await program(await newAdmin())
    const refused = { code: 'FORBIDDEN' }
    const { id: disabled } = await world.user({ role: 'admin', status: 'disabled' })
    await expect(updateUser(ctx, { userId: disabled, status: 'active' })).rejects.toMatchObject(refused)
    await updateUser(ctx, { userId: disabled, role: 'user', status: 'active' })
    const { id: deleted } = await world.user({ role: 'admin' })
    await deleteUser(ctx, { userId: deleted })
    await expect(restoreUser(ctx, { userId: deleted })).rejects.toMatchObject(refused)
    await restoreUser(system, { userId: deleted })
    expect(await restoreUser(ctx, { userId: deleted })).toMatchObject({ status: 'active' })
    const { id: user } = await world.user()
    await deleteUser(ctx, { userId: user })
    expect(await restoreUser(ctx, { userId: user })).toMatchObject({ status: 'active' })
  })

  test('and an address that it gave a user does not become the mailbox of an administrator', async () => {
    const admin = await newAdmin()
    const ctx = await program(admin)
    const user = await world.user()
    await updateUser(ctx, { userId: user.id, email: 'thief-to-be@example.com' })
    const token = tokenIn((await world.mailsTo('thief-to-be@example.com')).at(-1))
    await updateUser(admin, { userId: user.id, role: 'admin' })
    await expect(verifyEmail(world.context(), { token })).rejects.toMatchObject({ code: 'VERIFICATION_TOKEN_INVALID' })
    expect(await world.stored(user)).toMatchObject({ email: user.email, role: 'admin' })
  })

  test('under its own name in the audit log', async () => {
    const ctx = await program(await newAdmin())
    const user = await world.user()
    await updateUser(ctx, { userId: user.id, name: 'Ada' })
    expect((await world.auditOf(user)).at(-1)).toMatchObject({
      action: 'user.updated',
      actorType: 'api_key',
      actorId: ctx.actor.id,
    })
  })
})

test('the last use is noted at the first one and then once a minute', async () => {
  const { id, secret } = await newKey(await newAdmin())
  const lastUse = async () => {
    await world.services.keyUse.settle()
    return (await rowOf(id)).lastUsedAt
  }
  expect(await lastUse()).toBeNull()
  const first = world.services.now()
  await Promise.all(Array.from({ length: 20 }, () => uses(secret)))
  expect(await lastUse()).toEqual(first)
  world.advance(59)
  await uses(secret)
  expect(await lastUse()).toEqual(first)
  world.advance(1)
  await uses(secret)
  expect(await lastUse()).toEqual(world.services.now())
})

test('a page goes on where the one before it ended', async () => {
  const admin = await newAdmin()
  const made = []
  for (let n = 0; n < 3; n++) made.unshift((await newKey(admin)).id)
  const first = await listApiKeys(admin, { limit: 2 })
  const second = await listApiKeys(admin, { limit: 1, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made)
})
