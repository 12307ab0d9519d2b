import { randomUUIDv7 } from 'node:crypto'
import { type AuditEvent, AuditListQuery, AuditPage } from '@roster/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserContext } from '../context.ts'
import { createTestWorld, type TestWorld } from '../testing.ts'
import { transact } from '../transact.ts'
import { updateUser } from '../users/update.ts'
import { listAuditEvents } from './list.ts'
import { verifyAuditChain } from './verify.ts'

let world: TestWorld
let admin: UserContext
beforeAll(async () => {
  world = await createTestWorld()
  admin = await world.as(await world.user({ role: 'admin' }))
})
afterAll(() => world?.[Symbol.asyncDispose]())

const list = (query: Partial<AuditListQuery> = {}) => listAuditEvents(admin, AuditListQuery.parse(query))

async function walk(query: Partial<AuditListQuery>, between: () => Promise<unknown> = async () => undefined) {
  const items: AuditEvent[] = []
  let cursor: string | undefined
  for (;;) {
    const page = AuditPage.parse(await list({ ...query, ...(cursor && { cursor }) }))
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
    await between()
  }
}

describe('the list of audit events', () => {
  test('says who did what to whom, when and from where, newest first', async () => {
    const user = await world.user()
    const ctx = { ...admin, request: { id: 'req-1', ipAddress: '2001:db8::7', userAgent: null } }
    await updateUser(ctx, { userId: user.id, role: 'admin' })
    const [newest] = (await list({ limit: 1 })).items
    expect(newest).toEqual({
      id: expect.any(String),
      at: world.services.now().toISOString(),
      action: 'user.role_changed',
      actor: { type: 'user', id: admin.actor.user.id },
      subjectId: user.id,
      changes: { role: ['user', 'admin'] },
      requestId: 'req-1',
      ipAddress: '2001:db8::7',
      hash: expect.stringMatching(/^[\da-f]{64}$/),
    })
  })

  test('never holds an address, a name, a password or a token', async () => {
    const user = await world.user({ email: 'very-personal@example.com', name: 'Very Personal' })
    await updateUser(admin, { userId: user.id, name: 'Personal Too', email: 'moved-personal@example.com' })
    expect(JSON.stringify(await walk({ subjectId: user.id }))).not.toMatch(/personal|phrase|bcrypt|token/i)
  })

  test('is filtered by actor, subject, action and time, bounds inclusive', async () => {
    const user = await world.user()
    world.advance(10)
    const middle = world.services.now().toISOString()
    await updateUser(admin, { userId: user.id, role: 'admin' })
    world.advance(10)
    await updateUser(await world.as(user), { userId: 'me', name: 'Mine' })
    const subjectId = user.id
    const actions = async (query: Partial<AuditListQuery>) =>
      (await walk({ subjectId, ...query })).map((event) => event.action)
    expect(await actions({})).toEqual(['user.updated', 'session.created', 'user.role_changed', 'user.registered'])
    expect(await actions({ actorId: user.id })).toEqual(['user.updated'])
    expect(await actions({ action: 'session.created' })).toEqual(['session.created'])
    expect(await actions({ after: middle })).toEqual(['user.updated', 'session.created', 'user.role_changed'])
    expect(await actions({ before: middle })).toEqual(['user.role_changed', 'user.registered'])
    expect(await actions({ after: middle, before: middle })).toEqual(['user.role_changed'])
    expect(await actions({ actorId: randomUUIDv7() })).toEqual([])
    expect(await actions({ before: '0001-01-01T00:00:00Z' })).toEqual([])
    expect(await actions({ after: '9999-12-31T23:59:59-12:00' })).toEqual([])
  })

  test('is walked through without a gap or a repeat while events are added', async () => {
    const user = await world.user()
    for (let turn = 0; turn < 6; turn++) await updateUser(admin, { userId: user.id, name: `Name ${turn}` })
    const add = () => updateUser(admin, { userId: user.id, role: 'admin' })
    const seen = await walk({ subjectId: user.id, limit: 2 }, add)
    expect(seen.map((event) => event.action)).toEqual([...Array(6).fill('user.updated'), 'user.registered'])
    expect(new Set(seen.map((event) => event.id)).size).toBe(7)
  })

  test('refuses a cursor of another filter', async () => {
    await world.user()
    const cursor = (await list({ limit: 1 })).nextCursor ?? ''
    expect((await list({ limit: 3, cursor })).items).toHaveLength(3)
    const others = [
      { action: 'user.registered' },
      { actorId: randomUUIDv7() },
      { after: '2026-01-01T00:00:00Z' },
    ] as const
    for (const other of others) {
      await expect(list({ limit: 1, cursor, ...other })).rejects.toMatchObject({ issues: [{ path: ['cursor'] }] })
    }
  })

  test('is for administrators', async () => {
    const query = AuditListQuery.parse({})
    await expect(listAuditEvents(world.context(), query)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    const user = await world.as(await world.user())
    await expect(listAuditEvents(user, query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('a unit of work that fails', () => {
  test('leaves no change, no mail and no audit event', async () => {
    const user = await world.user()
    const [events, mails] = [await world.auditOf(user), await world.db.client.mail.count()]
    const work = transact(world.context(), async (tx) => {
      await tx.ctx.db.user.update({ where: { id: user.id }, data: { name: 'Half done' } })
      tx.audit({ action: 'user.updated', subjectId: user.id })
      const mail = { to: user.email, userId: user.id, data: { at: '', resetLink: '' }, expiresAt: new Date() }
      await tx.mail({ template: 'password-changed', ...mail })
      throw new Error('on purpose')
    })
    await expect(work).rejects.toThrow('on purpose')
    expect(await world.stored(user)).toEqual(user)
    expect(await world.auditOf(user)).toEqual(events)
    expect(await world.db.client.mail.count()).toBe(mails)
  })
})

describe('the chain', () => {
  test('refuses to be changed, and is whole', async () => {
    await world.user()
    await expect(world.db.client.auditEvent.deleteMany({})).rejects.toThrow('append-only')
    await expect(world.db.client.auditEvent.updateMany({ data: { requestId: null } })).rejects.toThrow('append-only')
    const { events, broken } = await verifyAuditChain(world.db.client)
    expect(broken).toEqual([])
    expect(events).toBe(await world.db.client.auditEvent.count())
  })

  test('names each row that somebody changed or removed past the triggers, the last one included', async () => {
    for (let turn = 0; turn < 4; turn++) await world.user()
    const rows = await world.db.client.auditEvent.findMany({ orderBy: { seq: 'desc' }, select: { seq: true } })
    const [last = 0n, , changed = 0n, , removed = 0n] = rows.map((row) => row.seq)
    await world.db.pool.query(`
      BEGIN;
      ALTER TABLE audit_events DISABLE TRIGGER USER;
      UPDATE audit_events SET ip_address = '192.0.2.99' WHERE seq = ${changed};
      DELETE FROM audit_events WHERE seq IN (${removed}, ${last});
      ALTER TABLE audit_events ENABLE TRIGGER USER;
      COMMIT`)
    const { broken } = await verifyAuditChain(world.db.client)
    expect(broken).toEqual(
      expect.arrayContaining([
        { seq: removed, problem: 'missing' },
        { seq: changed, problem: 'changed' },
        { seq: last, problem: 'missing' },
      ]),
    )
  })
})
