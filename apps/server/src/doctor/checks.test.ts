import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVault, listSigningKeys } from '@roster/domain'
import { createTestWorld, type TestWorld } from '@roster/domain/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestSmtpServer } from '../mail/test-smtp-server.ts'
import { checkAdmin, checkAudit, checkMailQueue, checkMigrations } from './accounts.ts'
import { inspectPostgres, judgePostgres, measureLatency } from './database.ts'
import { inspectDisk } from './disk.ts'
import { measureHash } from './hash-cost.ts'
import { checkLimitsStore } from './limits-store.ts'
import { checkMail } from './mail.ts'
import { askRunningServer, localUrlOf } from './running-server.ts'
import { inspectSecrets } from './secrets.ts'

const levels = (findings: readonly { level: string }[]) => findings.map(({ level }) => level)

describe('a database', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('without an administrator is worth a warning, with one it is in order', async () => {
    expect(levels(await checkAdmin(world.db))).toEqual(['warning'])
    const admin = await world.user({ role: 'admin' })
    expect(levels(await checkAdmin(world.db))).toEqual(['ok'])
    await world.db.client.user.update({ where: { id: admin.id }, data: { status: 'disabled' } })
    expect(levels(await checkAdmin(world.db))).toEqual(['warning'])
  })

  test('shows the mails that wait, and since when', async () => {
    const later = new Date(world.services.now().getTime() + 3600_000)
    expect(levels(await checkMailQueue(world.db, later))).toEqual(['problem'])
    await world.services.mailWorker.runOnce()
    expect(levels(await checkMailQueue(world.db, later))).toEqual(['ok'])
  })

  test('has keys that open under its own secret alone', async () => {
    const { client, vault, now } = world.services
    expect(await listSigningKeys({ client, vault, now })).toMatchObject([{ state: 'signs', opens: true }])
    const other = createVault('another secret that is long enough')
    expect(await listSigningKeys({ client, vault: other, now })).toMatchObject([{ opens: false }])
  })

  test('tells how far it is and how it is set up', async () => {
    expect(await measureLatency(world.db)).toBeGreaterThan(0)
    const facts = await inspectPostgres(world.db)
    expect(facts).toMatchObject({
      encoding: 'UTF8',
      isReadOnly: false,
      lacksTrigrams: false,
      driftMs: expect.any(Number),
    })
    expect(judgePostgres(facts, { host: '127.0.0.1', poolSize: 1, latencyMs: 1 })[0]?.says).toContain(facts.version)
  })

  test('whose audit log was changed is a problem that names the row', async () => {
    expect(levels(await checkAudit(world.db))).toEqual(['ok'])
    await world.db.pool.query(`
      ALTER TABLE audit_events DISABLE TRIGGER USER;
      UPDATE audit_events SET action = 'user.restored' WHERE seq = 1;
      DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events);
      ALTER TABLE audit_events ENABLE TRIGGER USER`)
    const [finding] = await checkAudit(world.db)
    expect(finding).toMatchObject({ level: 'problem', says: expect.stringMatching(/row 1 changed, row \d+ missing/) })
  })

  test('that lacks a migration is worth a warning, one that is ahead is a problem', async () => {
    expect(levels(await checkMigrations(world.db))).toEqual(['ok'])
    await world.db.pool.query(
      `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%integrity'`,
    )
    expect(levels(await checkMigrations(world.db))).toEqual(['warning'])
    await world.db.pool.query(`UPDATE _prisma_migrations SET rolled_back_at = NULL, checksum = 'another'`)
    expect(await checkMigrations(world.db)).toMatchObject([
      { level: 'problem', advice: expect.stringContaining('has changed') },
    ])
  })
})

describe('mail', () => {
  const env = { mode: 'production', devInbox: false, mailFrom: { name: 'R', address: 'r@example.com' } } as const

  test('without a server is a problem in production', async () => {
    expect(levels(await checkMail({ ...env, smtpUrl: undefined }))).toEqual(['problem'])
    expect(levels(await checkMail({ ...env, mode: 'development', smtpUrl: undefined }))).toEqual(['warning'])
    expect(levels(await checkMail({ ...env, mode: 'development', devInbox: true, smtpUrl: undefined }))).toEqual(['ok'])
  })

  test('whose server is away is a problem that does not repeat the password', async () => {
    const findings = await checkMail({ ...env, smtpUrl: 'smtp://user:hunter2@127.0.0.1:1' })
    expect(levels(findings)).toEqual(['problem'])
    expect(JSON.stringify(findings)).not.toContain('hunter2')
  })

  test('whose server lets us in is in order', async () => {
    await using smtp = await startTestSmtpServer()
    expect(await checkMail({ ...env, smtpUrl: `smtp://127.0.0.1:${smtp.port}` })).toMatchObject([{ level: 'ok' }])
  })
})

test('a Redis that is away is a problem that does not repeat the password', async () => {
  const findings = await checkLimitsStore('redis://:hunter2@127.0.0.1:1', 1, 'production')
  expect(levels(findings)).toEqual(['problem'])
  expect(JSON.stringify(findings)).not.toContain('hunter2')
})

test('a secret that others may read shows, and stays unchanged', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'roster-doctor-'))
  try {
    await writeFile(join(dataDir, 'auth-secret'), 'changeme'.repeat(5), { mode: 0o644 })
    const facts = await inspectSecrets({ mode: 'development', authSecret: undefined, dataDir })
    expect(facts).toMatchObject({ origin: 'data directory', weakness: expect.stringContaining('random') })
    expect(facts.openFiles).toContainEqual({ path: join(dataDir, 'auth-secret'), mode: 0o644 })
    expect(JSON.stringify(facts)).not.toContain('changemechangeme')
  } finally {
    await rm(dataDir, { recursive: true })
  }
})

test('the disk of a directory that does not exist yet is that of its parent', async () => {
  expect(await inspectDisk('/tmp/not/there/yet')).toMatchObject({
    exists: false,
    mode: undefined,
    freeBytes: expect.any(Number),
  })
})

test('a hash is timed', async () => {
  expect(await measureHash(10)).toBeGreaterThan(5)
})

describe('a server that holds the data directory', () => {
  const locked = { owner: { pid: 4711, since: '2026-03-01T12:00:00Z', host: 'box' }, message: 'in use' }

  test.each([
    [200, 'ok'],
    [503, 'problem'],
  ])('and answers %s is %s, and what cannot be looked at is named', async (status, level) => {
    await using server = await answering(status)
    const findings = await askRunningServer(locked, server.url)
    expect(levels(findings)).toEqual([level, 'unknown'])
    expect(findings[0]?.says).toContain('process 4711')
    expect(findings[1]?.says).toContain('audit log')
  })

  test('and answers nothing is not judged', async () => {
    expect(levels(await askRunningServer(locked, 'http://127.0.0.1:1'))).toEqual(['unknown', 'unknown'])
  })

  test('is asked where it can be reached from here', () => {
    expect(localUrlOf({ host: '0.0.0.0', port: 3000 })).toBe('http://127.0.0.1:3000')
    expect(localUrlOf({ host: '::', port: 3000 })).toBe('http://[::1]:3000')
  })
})

async function answering(status: number) {
  const server = createServer((request, reply) =>
    reply.writeHead(request.url === '/health/ready' ? status : 404).end('{}'),
  )
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
