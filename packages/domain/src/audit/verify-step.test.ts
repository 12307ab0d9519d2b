import { AuditVerification, AuditVerifyQuery } from '@roster/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UserContext } from '../context.ts'
import { createTestWorld, type TestWorld } from '../testing.ts'
import { updateUser } from '../users/update.ts'
import { verifyAuditStep } from './verify-step.ts'

let world: TestWorld
let admin: UserContext
beforeAll(async () => {
  world = await createTestWorld()
  admin = await world.as(await world.user({ role: 'admin' }))
  for (let turn = 0; turn < 8; turn++) await world.user()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const verify = async (query: Partial<AuditVerifyQuery> = {}) =>
  AuditVerification.parse(await verifyAuditStep(admin, AuditVerifyQuery.parse(query)))

async function walk(limit: number): Promise<AuditVerification & { calls: number }> {
  let answer = await verify({ limit })
  let calls = 1
  for (; answer.nextCursor !== null; calls++) answer = await verify({ limit, cursor: answer.nextCursor })
  return { ...answer, calls }
}

const newest = async () => {
  const { seq, hash, id } = await world.db.client.auditEvent.findFirstOrThrow({ orderBy: { seq: 'desc' } })
  return { seq: Number(seq), hash: Buffer.from(hash).toString('hex'), id }
}

/** Does what only an owner who switches the triggers off can, looks, and takes it back. */
async function tampered(sql: string): Promise<AuditVerification> {
  await world.db.pool.query(`
    ALTER TABLE audit_events DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER;
    CREATE TABLE saved_events AS TABLE audit_events; CREATE TABLE saved_head AS TABLE audit_head; ${sql}`)
  try {
    return await walk(3)
  } finally {
    await world.db.pool.query(`
      DELETE FROM audit_events; INSERT INTO audit_events TABLE saved_events; DROP TABLE saved_events;
      DELETE FROM audit_head; INSERT INTO audit_head TABLE saved_head; DROP TABLE saved_head;
      ALTER TABLE audit_events ENABLE TRIGGER USER; ALTER TABLE audit_head ENABLE TRIGGER USER`)
  }
}

test('a whole chain is found so, in one call or in many, and its head is named', async () => {
  const { seq, hash } = await newest()
  const whole = { checked: seq, total: seq, intact: true, brokenAt: null, head: hash, nextCursor: null }
  expect(await verify()).toEqual(whole)
  expect(await walk(3)).toEqual({ ...whole, calls: Math.floor(seq / 3) + 1 })
  expect(await walk(seq)).toMatchObject(whole)
  expect(await verify({ limit: 3 })).toMatchObject({ checked: 3, total: seq, intact: true, head: null })
})

test('events that are added meanwhile are looked at too', async () => {
  const user = await world.user()
  const first = await verify({ limit: 2 })
  await updateUser(admin, { userId: user.id, name: 'Meanwhile' })
  const { seq, hash } = await newest()
  expect(await verify({ cursor: first.nextCursor ?? '' })).toMatchObject({ checked: seq, head: hash, intact: true })
})

test('the first event that does not fit is named, wherever it stands', async () => {
  const { seq, id } = await newest()
  const fifth = await world.db.client.auditEvent.findFirstOrThrow({ where: { seq: 5n } })
  const change = (at: number) => `UPDATE audit_events SET ip_address = '192.0.2.99' WHERE seq = ${at}`
  const remove = (at: number) => `DELETE FROM audit_events WHERE seq = ${at}`
  const broken = (at: number, problem: string, eventId: string | null) => ({
    intact: false,
    brokenAt: { seq: at, problem, eventId },
    head: null,
    nextCursor: null,
  })
  expect(await tampered(`${change(5)}; ${change(7)}`)).toMatchObject(broken(5, 'changed', fifth.id))
  expect(await tampered(change(seq))).toMatchObject(broken(seq, 'changed', id))
  expect(await tampered(`${remove(4)}; ${change(5)}`)).toMatchObject(broken(4, 'missing', null))
  expect(await tampered(remove(1))).toMatchObject(broken(1, 'missing', null))
  expect(await tampered(remove(seq))).toMatchObject(broken(seq, 'missing', null))
  expect(await tampered('DELETE FROM audit_events')).toMatchObject(broken(1, 'missing', null))
  expect(await tampered('DELETE FROM audit_head')).toMatchObject(broken(seq + 1, 'missing', null))
  expect(await tampered('UPDATE audit_head SET seq = 1')).toMatchObject(broken(seq, 'changed', id))
  expect(await walk(3)).toMatchObject({ intact: true })
})

test('a cursor of another list is refused, and so is one that was changed', async () => {
  const { nextCursor } = await verify({ limit: 1 })
  const changed = `${nextCursor?.slice(0, -2)}${nextCursor?.endsWith('AA') ? 'BB' : 'AA'}`
  for (const cursor of ['AAAA', changed]) {
    await expect(verify({ cursor })).rejects.toMatchObject({ issues: [{ path: ['cursor'] }] })
  }
})

test('is for administrators', async () => {
  const query = AuditVerifyQuery.parse({})
  await expect(verifyAuditStep(world.context(), query)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  const user = await world.as(await world.user())
  await expect(verifyAuditStep(user, query)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
