import { randomUUID } from 'node:crypto'
import { UserImportRow } from '@roster/contract'
import { afterAll, describe, expect, test } from 'vitest'
import type { Context } from '../context.ts'
import foreign from '../passwords/vectors/foreign.json' with { type: 'json' }
import { login } from '../sessions/login.ts'
import { createTestWorld } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { type ImportInput, importUsers } from './import.ts'
import { updateUser } from './update.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

type Row = (typeof UserImportRow)['_zod']['input']

const admin = await world.as(await world.user({ role: 'admin', verified: true }))
const key: Context = {
  ...world.context(),
  actor: { type: 'api_key', id: randomUUID(), scopes: ['users.import'], createdById: admin.actor.user.id },
}

let addresses = 0
const newEmail = () => `imported-${++addresses}@example.com`

const importRows = (rows: readonly Row[], options: Partial<ImportInput> = {}, ctx: Context = admin) =>
  importUsers(ctx, {
    rows: rows.map((row) => ({ row: UserImportRow.parse(row) })),
    dryRun: false,
    dropUnusableHashes: false,
    ...options,
  })

const importOne = async (row: Row, options?: Partial<ImportInput>, ctx?: Context) => {
  const [result] = (await importRows([row], options, ctx)).results
  if (result === undefined) throw new Error('There is no result')
  return result
}

const find = (email: string) => world.db.client.user.findUnique({ where: { email } })
const ofProgram = (program: string) =>
  foreign.vectors.find((vector) => vector.program === program) ?? foreign.vectors[0]

describe('a row', () => {
  test('becomes a user with the id, the times and everything else that it names', async () => {
    const row = {
      id: '6f1e2bd0-5d3c-4c7a-9a52-0f6a4f0f1c55',
      email: 'Ada.Lovelace@Example.COM',
      emailVerifiedAt: '2020-01-02T03:04:05.678Z',
      name: 'Ada Lovelace',
      role: 'admin' as const,
      status: 'disabled' as const,
      passwordHash: '$2y$10$abcdefghijklmnopqrstuOLrQtgp40oX1Fmk37fL.bL3cqygiriji',
      createdAt: '2019-01-01T00:00:00+01:00',
      updatedAt: '2021-01-01T00:00:00Z',
      lastLoginAt: '2022-01-01T00:00:00.123456Z',
      deletedAt: '2023-01-01T00:00:00Z',
    }
    expect(await importOne(row)).toMatchObject({ outcome: 'created', userId: row.id, errors: [] })
    expect(await find('ada.lovelace@example.com')).toMatchObject({
      id: row.id,
      emailVerifiedAt: new Date(row.emailVerifiedAt),
      name: row.name,
      role: 'admin',
      status: 'disabled',
      passwordHash: row.passwordHash,
      createdAt: new Date('2018-12-31T23:00:00.000Z'),
      updatedAt: new Date(row.updatedAt),
      lastLoginAt: new Date('2022-01-01T00:00:00.123Z'),
      deletedAt: new Date(row.deletedAt),
      version: 1,
    })
  })

  test('with an address alone becomes a user without a password, of now', async () => {
    const email = newEmail()
    const { userId } = await importOne({ email })
    const now = world.services.now()
    expect(await find(email)).toMatchObject({
      id: userId,
      name: null,
      role: 'user',
      status: 'active',
      emailVerifiedAt: null,
      passwordHash: null,
      createdAt: now,
      updatedAt: now,
    })
  })

  test.each([
    'Django pbkdf2_sha256',
    'argon2-cffi',
    'htpasswd -B',
    'Firebase',
    'better-auth',
    'Keycloak pbkdf2-sha512',
  ])('with a hash of %s signs in with its password; the hash is replaced by ours, once', async (program) => {
    const email = newEmail()
    const vector = ofProgram(program)
    const password = vector?.password ?? ''
    const { userId } = await importOne({ email, passwordHash: vector?.hash ?? '' })
    await expect(login(world.context(), { email, password: `${password}!` })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    })
    await login(world.context(), { email, password })
    expect((await find(email))?.passwordHash).toMatch(/^\$bcrypt-sha256\$/)
    await login(world.context(), { email, password })
    const actions = (await world.auditOf({ id: userId ?? '' })).map(({ action }) => action)
    expect(actions).toEqual(['session.created', 'user.password_rehashed', 'session.created'])
  })

  test('sends no mail', async () => {
    const mails = await world.db.client.mail.count()
    await importRows([{ email: newEmail() }, { email: newEmail(), emailVerified: false }])
    expect(await world.db.client.mail.count()).toBe(mails)
  })
})

describe('the same row again', () => {
  test('is unchanged, whatever became of the user since', async () => {
    const email = newEmail()
    const { password, hash = '' } = ofProgram('Django pbkdf2_sha256') ?? {}
    const row = { email, name: 'Before', passwordHash: hash, emailVerified: true }
    const { userId } = await importOne(row)
    const unchanged = { outcome: 'unchanged', userId, errors: [] }
    expect(await importOne(row)).toMatchObject(unchanged)
    await login(world.context(), { email, password: password ?? '' })
    await updateUser(admin, { userId: userId ?? '', name: 'After' })
    expect(await importOne(row)).toMatchObject(unchanged)
    await world.db.client.user.update({ where: { id: userId ?? '' }, data: { email: newEmail() } })
    expect(await importOne(row)).toMatchObject(unchanged)
    expect(await find(email)).toBeNull()
    expect(await world.stored({ id: userId ?? '' })).toMatchObject({ name: 'After' })
  })

  test('is unchanged when it was never imported, and there is a user just like it', async () => {
    const user = await world.user({ name: 'Just so' })
    const row = { id: user.id, email: user.email, name: 'Just so', createdAt: user.createdAt.toISOString() }
    expect(await importOne(row)).toMatchObject({ outcome: 'unchanged', userId: user.id })
  })

  test('twice in one call makes one user', async () => {
    const row = { email: newEmail(), name: 'Twice' }
    const { created, unchanged, results } = await importRows([row, row])
    expect({ created, unchanged }).toEqual({ created: 1, unchanged: 1 })
    expect(results[1]?.outcome).toBe('unchanged')
  })

  test('twenty times at once makes each user once', async () => {
    const rows = Array.from({ length: 20 }, () => ({ email: newEmail() }))
    const reports = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => importRows(turn % 2 === 0 ? rows : rows.toReversed())),
    )
    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(20)
    expect(reports.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(380)
    const ids = new Set(reports.flatMap(({ results }) => results.map(({ userId }) => userId)))
    expect(ids.size).toBe(20)
    expect(await world.db.client.user.count({ where: { email: { in: rows.map(({ email }) => email) } } })).toBe(20)
  })
})

describe('a user who is there', () => {
  test('is never changed: what differs is a conflict, field by field', async () => {
    const user = await world.user({ name: 'Mine' })
    const row: Row = {
      email: user.email,
      name: 'Yours',
      role: 'admin',
      passwordHash: ofProgram('htpasswd -B')?.hash ?? '',
    }
    const result = await importOne(row)
    expect(result).toMatchObject({ outcome: 'conflict', userId: user.id })
    expect(result.errors.map(({ field, code }) => [field, code])).toEqual([
      ['name', 'differs'],
      ['role', 'differs'],
      ['password_hash', 'differs'],
    ])
    expect(await world.stored(user)).toEqual(user)
  })

  test('and is deleted is not the one that a row is about', async () => {
    const user = await world.user()
    await deleteUser(admin, { userId: user.id })
    const errors = [{ field: 'deleted_at', code: 'differs' }]
    expect(await importOne({ email: user.email })).toMatchObject({ outcome: 'conflict', userId: user.id, errors })
  })

  test('keeps the address and the id', async () => {
    const user = await world.user()
    const byEmail = await importOne({ id: randomUUID(), email: user.email })
    expect(byEmail).toMatchObject({ outcome: 'conflict', userId: user.id, errors: [{ code: 'email_taken' }] })
    const byId = await importOne({ id: user.id, email: newEmail() })
    expect(byId).toMatchObject({ outcome: 'conflict', userId: user.id, errors: [{ code: 'id_taken' }] })
    expect(await world.stored(user)).toEqual(user)
  })

  test('of the same call counts too', async () => {
    const email = newEmail()
    const { results } = await importRows([
      { email, name: 'First' },
      { email, name: 'Second' },
    ])
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'conflict'])
  })
})

describe('a row that is not valid', () => {
  test('is a result like the others, which are imported', async () => {
    const { results, created, invalid } = await importRows([], {
      rows: [
        { row: UserImportRow.parse({ email: newEmail() }) },
        { errors: [{ field: 'email', code: 'invalid_email', message: 'Must be an e-mail address' }] },
        { row: UserImportRow.parse({ email: newEmail() }) },
      ],
    })
    expect({ created, invalid }).toEqual({ created: 2, invalid: 1 })
    expect(results.map(({ index, outcome }) => [index, outcome])).toEqual([
      [0, 'created'],
      [1, 'invalid'],
      [2, 'created'],
    ])
  })

  test.each(foreign.refused)('a hash of $program is refused as hash_$why', async ({ hash, why }) => {
    const email = newEmail()
    const errors = [{ field: 'password_hash', code: `hash_${why}` }]
    expect(await importOne({ email, passwordHash: hash })).toMatchObject({ outcome: 'invalid', userId: null, errors })
    expect(await find(email)).toBeNull()
  })

  test('for its hash alone can be taken without one', async () => {
    const email = newEmail()
    const row = { email, passwordHash: '$apr1$MYo7DXWm$VjEcxeeOEPyxrhuDVRNtP1' }
    const made = await importOne(row, { dropUnusableHashes: true })
    expect(made).toMatchObject({ outcome: 'created', passwordDropped: true })
    expect((await find(email))?.passwordHash).toBeNull()
    expect(await importOne(row, { dropUnusableHashes: true })).toMatchObject({ outcome: 'unchanged' })
  })

  test('is one of the day after tomorrow', async () => {
    const createdAt = new Date(world.services.now().getTime() + 2 * 24 * 3600 * 1000).toISOString()
    const errors = [{ field: 'created_at', code: 'in_the_future' }]
    expect(await importOne({ email: newEmail(), createdAt })).toMatchObject({ outcome: 'invalid', errors })
  })
})

test('a dry run says what would be done and does nothing', async () => {
  const user = await world.user()
  const rows = [{ email: newEmail() }, { email: user.email, name: 'Other' }, { email: user.email }]
  const before = [await world.db.client.user.count(), await world.db.client.auditEvent.count()]
  const { created, conflict, unchanged } = await importRows(rows, { dryRun: true })
  expect({ created, conflict, unchanged }).toEqual({ created: 1, conflict: 1, unchanged: 1 })
  expect([await world.db.client.user.count(), await world.db.client.auditEvent.count()]).toEqual(before)
})

test('the audit log names everybody who was made, and the administrators among them', async () => {
  const { results } = await importRows([{ email: newEmail() }, { email: newEmail(), role: 'admin' }])
  const event = await world.db.client.auditEvent.findFirst({ orderBy: { seq: 'desc' } })
  const userIds = results.map(({ userId }) => userId)
  expect(event).toMatchObject({
    action: 'users.imported',
    actorType: 'user',
    actorId: admin.actor.user.id,
    changes: { count: 2, userIds, admins: [userIds[1]] },
  })
})

describe('an import', () => {
  test('is for administrators', async () => {
    const user = await world.as(await world.user())
    await expect(importRows([{ email: newEmail() }], {}, user)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const nobody = importRows([{ email: newEmail() }], {}, world.context())
    await expect(nobody).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('by an API key makes users, and nobody an administrator', async () => {
    expect(await importOne({ email: newEmail() }, {}, key)).toMatchObject({ outcome: 'created' })
    const errors = [{ field: 'role', code: 'admin_by_api_key' }]
    const result = await importOne({ email: newEmail(), role: 'admin' }, {}, key)
    expect(result).toMatchObject({ outcome: 'invalid', errors })
  })
})
