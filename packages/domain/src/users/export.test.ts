import { randomUUID } from 'node:crypto'
import { type UserExport, UserExportQuery, UserImportRow } from '@roster/contract'
import { afterAll, describe, expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { runMaintenance } from '../maintenance.ts'
import foreign from '../passwords/vectors/foreign.json' with { type: 'json' }
import { createTestWorld, systemContext, type TestWorld } from '../testing.ts'
import { deleteUser } from './delete.ts'
import { exportUsers } from './export.ts'
import { importUsers } from './import.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

const admin = await world.as(await world.user({ role: 'admin', verified: true }))
const people = [
  await world.user({ name: '=HYPERLINK("x")' }),
  await world.user({ name: 'Größe, "quoted"' }),
  await world.user({ status: 'disabled', verified: true }),
]

/** Everything that a query gives, page by page. */
async function exportAll(ctx: Context, query: Parameters<typeof UserExportQuery.parse>[0] = {}): Promise<UserExport[]> {
  const users: UserExport[] = []
  let cursor: string | undefined
  do {
    const page = await exportUsers(ctx, UserExportQuery.parse({ ...(query as object), ...(cursor && { cursor }) }))
    users.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return users
}

const importAll = (ctx: Context, users: readonly UserExport[]) =>
  importUsers(ctx, {
    rows: users.map((row) => ({ row: UserImportRow.parse(row) })),
    dryRun: false,
    dropUnusableHashes: false,
  })

const newAdmin = async (of: TestWorld) =>
  of.as(await of.user({ email: 'other@example.org', role: 'admin', verified: true }))

test('an export imported into an empty server reproduces everybody exactly', async () => {
  const rows = foreign.vectors.slice(0, 20).map(({ hash }, index) => ({
    row: UserImportRow.parse({
      email: `moved-${index}@example.com`,
      passwordHash: hash,
      role: index % 3 === 0 ? 'admin' : 'user',
      lastLoginAt: index % 2 === 0 ? '2024-02-29T23:59:59.999Z' : null,
      deletedAt: index % 5 === 0 ? '2026-02-28T00:00:00Z' : null,
    }),
  }))
  await importUsers(admin, { rows, dryRun: false, dropUnusableHashes: false })
  const exported = await exportAll(admin, { limit: 7, includeDeleted: true, includePasswordHashes: true })
  expect(exported).toHaveLength(24)

  await using empty = await createTestWorld()
  const other = await newAdmin(empty)
  expect(await importAll(other, exported)).toMatchObject({ created: 24, conflict: 0, invalid: 0 })
  const again = await exportAll(other, { includeDeleted: true, includePasswordHashes: true })
  expect(again.filter(({ id }) => id !== other.actor.user.id)).toEqual(exported)

  expect(await importAll(other, exported)).toMatchObject({ created: 0, unchanged: 24 })
  expect(await importAll(admin, exported)).toMatchObject({ created: 0, unchanged: 24 })
})

describe('an export', () => {
  test('goes by the filters of the list, the oldest first', async () => {
    const disabled = await exportAll(admin, { status: 'disabled' })
    expect(disabled.map(({ id }) => id)).toEqual([people[2]?.id])
    const found = await exportAll(admin, { search: 'GRÖSSE,'.replace('SS', 'ß') })
    expect(found.map(({ id }) => id)).toEqual([people[1]?.id])
    const all = await exportAll(admin, { limit: 2 })
    expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).toSorted())
  })

  test('has deleted users where they are asked for, and never those of whom nothing is left', async () => {
    const gone = await world.user()
    await deleteUser(admin, { userId: gone.id })
    const ids = async (query: object) => (await exportAll(admin, query)).map(({ id }) => id)
    expect(await ids({})).not.toContain(gone.id)
    expect(await ids({ includeDeleted: true })).toContain(gone.id)
    expect(await ids({ status: 'deleted' })).toContain(gone.id)
    await world.db.client.user.update({ where: { id: gone.id }, data: { deletedAt: new Date(0) } })
    await runMaintenance(systemContext(world.services))
    expect(await ids({ includeDeleted: true })).not.toContain(gone.id)
  })

  test('has hashes only where they are asked for, and then the audit log says so', async () => {
    const exports = () => world.db.client.auditEvent.count({ where: { action: 'users.exported' } })
    const before = await exports()
    expect((await exportAll(admin)).filter((user) => 'passwordHash' in user)).toEqual([])
    expect(await exports()).toBe(before)
    const withHashes = await exportAll(admin, { includePasswordHashes: true })
    expect(withHashes.find(({ id }) => id === people[0]?.id)?.passwordHash).toBe(people[0]?.passwordHash)
    const event = await world.db.client.auditEvent.findFirst({ orderBy: { seq: 'desc' } })
    expect(event).toMatchObject({
      action: 'users.exported',
      actorId: admin.actor.user.id,
      changes: { passwordHashes: true, count: withHashes.length },
    })
  })

  test('is for administrators; an API key gets no hashes', async () => {
    const user = await world.as(people[0] ?? (await world.user()))
    await expect(exportAll(user)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(exportAll(world.context())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    const actor = { type: 'api_key', id: randomUUID(), scopes: [], createdById: admin.actor.user.id } as const
    const key: Context = { ...world.context(), actor }
    expect((await exportAll(key)).length).toBeGreaterThan(3)
    await expect(exportAll(key, { includePasswordHashes: true })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('refuses a cursor of another filter', async () => {
    const { nextCursor } = await exportUsers(admin, UserExportQuery.parse({ limit: 1 }))
    for (const other of [{ includeDeleted: true }, { role: 'admin' }, { search: 'x' }]) {
      const query = UserExportQuery.parse({ limit: 1, cursor: nextCursor, ...other })
      await expect(exportUsers(admin, query)).rejects.toMatchObject({ issues: [{ path: ['cursor'] }] })
    }
  })
})
