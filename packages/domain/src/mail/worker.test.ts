import { createTestDb, type TestDb } from '@roster/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createMailRenderer, type MailRenderer } from './create-renderer.ts'
import { purgeMails } from './purge.ts'
import { DeliveryError } from './transport.ts'
import type { MailWorkerOptions } from './worker.ts'
import { LINK, slowTransport, workerFixture } from './worker-fixture.ts'

let db: TestDb
let renderer: MailRenderer
beforeAll(async () => {
  db = await createTestDb()
  renderer = await createMailRenderer({ productName: 'Roster', publicUrl: 'https://roster.example' })
})
afterAll(() => db?.[Symbol.asyncDispose]())
beforeEach(() => db.truncate())

const setUp = (options: Partial<MailWorkerOptions> = {}) => workerFixture(db, renderer, options)
const rows = () => db.client.mail.findMany({ orderBy: { id: 'asc' } })

describe('a mail in the outbox', () => {
  test('is sent once, and nothing of its content stays', async () => {
    const { worker, enqueue, transport } = setUp()
    await enqueue('ada@example.com')
    expect(await worker.runOnce()).toEqual({ sent: 1, dropped: 0, failed: 0 })
    expect(await worker.runOnce()).toEqual({ sent: 0, dropped: 0, failed: 0 })
    const [row] = await rows()
    expect(row).toMatchObject({ sentAt: new Date('2026-01-31T12:00:00Z'), payload: null, attempts: 1, lastError: null })
    expect(transport.sent).toEqual([
      {
        from: { name: 'Roster', address: 'no-reply@roster.example' },
        to: 'ada@example.com',
        subject: 'Choose a new password',
        text: expect.stringContaining(LINK),
        html: expect.stringContaining(LINK),
        messageId: `<${row?.id}@roster.example>`,
      },
    ])
  })

  test('is kept encrypted', async () => {
    const { enqueue } = setUp()
    await enqueue('ada@example.com')
    const [row] = await rows()
    const stored = Buffer.from(row?.payload ?? []).toString('latin1')
    expect(stored.length).toBeGreaterThan(50)
    expect(stored).not.toMatch(/ada|secret|link/)
  })

  test('falls with the transaction that it was written in', async () => {
    const { worker, outbox, ctx, mail, transport } = setUp()
    const failing = db.client.$transaction(async (tx) => {
      await outbox.enqueue({ ...ctx, db: tx }, mail('ada@example.com'))
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await worker.runOnce()
    expect(transport.sent).toEqual([])
    expect(await rows()).toEqual([])
  })

  test('goes out with as many others as there are', async () => {
    const { worker, enqueue, transport } = setUp({ concurrency: 5 })
    for (let number = 0; number < 12; number++) await enqueue(`user${number}@example.com`)
    expect(await worker.runOnce()).toMatchObject({ sent: 12 })
    expect(new Set(transport.sent.map(({ to }) => to)).size).toBe(12)
  })
})

describe('while delivery fails', () => {
  const unreachable = new DeliveryError('unreachable', 'smtp ECONNECTION: CONN')

  test('a mail waits longer each time and goes out in the end, under the same Message-ID', async () => {
    const { worker, enqueue, transport, pass, lines } = setUp()
    await enqueue('ada@example.com')
    transport.failNext(new DeliveryError('delayed', 'smtp 451'), new DeliveryError('delayed', 'smtp 452'))
    expect(await worker.runOnce()).toMatchObject({ failed: 1 })
    pass(4.9)
    expect(await worker.runOnce()).toMatchObject({ failed: 0, sent: 0 })
    pass(0.1)
    expect(await worker.runOnce()).toMatchObject({ failed: 1 })
    expect(await rows()).toMatchObject([
      { attempts: 2, lastError: 'smtp 452', nextAttemptAt: new Date('2026-01-31T12:00:20Z') },
    ])
    pass(15)
    expect(await worker.runOnce()).toMatchObject({ sent: 1 })
    const [row] = await rows()
    expect(transport.sent[0]?.messageId).toBe(`<${row?.id}@roster.example>`)
    expect(lines.map((line) => line.replace(/ \{.*"attempts":/, ' {').slice(0, 40))).toEqual([
      expect.stringMatching(/^warn mail delayed \{1,"reason":"smtp 451"/),
      expect.stringMatching(/^warn mail delayed \{2,"reason":"smtp 452"/),
      expect.stringMatching(/^info mail sent \{3\}/),
    ])
  })

  test('a server that cannot be reached is not asked for every mail', async () => {
    const { worker, enqueue, transport } = setUp({ concurrency: 2 })
    for (let number = 0; number < 6; number++) await enqueue(`user${number}@example.com`)
    transport.failNext(unreachable, unreachable, unreachable, unreachable)
    expect(await worker.runOnce()).toEqual({ sent: 0, dropped: 0, failed: 2 })
    expect(await worker.runOnce()).toEqual({ sent: 0, dropped: 0, failed: 2 })
    expect(await worker.runOnce()).toEqual({ sent: 2, dropped: 0, failed: 0 })
  })

  test('an expired mail is dropped, with a reason and without its content', async () => {
    const { worker, enqueue, transport, pass, lines } = setUp()
    await enqueue('ada@example.com')
    pass(1799.9)
    transport.failNext(unreachable)
    await worker.runOnce()
    pass(0.1)
    expect(await worker.runOnce()).toEqual({ sent: 0, dropped: 1, failed: 0 })
    expect(transport.sent).toEqual([])
    expect(await rows()).toMatchObject([
      { droppedAt: new Date('2026-01-31T12:30:00Z'), sentAt: null, payload: null, lastError: 'expired' },
    ])
    expect(lines.at(-1)).toMatch(/^warn mail dropped .*"template":"reset-password".*"reason":"expired"/)
  })

  test('a refused mail is dropped at once', async () => {
    const { worker, enqueue, transport } = setUp()
    await enqueue('ada@example.com')
    transport.failNext(new DeliveryError('refused', 'smtp 550 5.1.1'))
    expect(await worker.runOnce()).toMatchObject({ dropped: 1 })
    expect(await rows()).toMatchObject([{ payload: null, lastError: 'smtp 550 5.1.1' }])
  })

  test('a transport that never comes back is left behind', async () => {
    const { worker, enqueue } = setUp({ transport: slowTransport(), sendTimeoutMs: 10 })
    await enqueue('ada@example.com')
    expect(await worker.runOnce()).toMatchObject({ failed: 1 })
    expect(await rows()).toMatchObject([{ lastError: 'timeout', sentAt: null }])
  })

  test('neither addresses nor tokens get into the log or the row', async () => {
    const { worker, enqueue, transport, pass, lines } = setUp()
    await enqueue('ada@example.com')
    transport.failNext(
      new TypeError(`cannot send ${LINK} to ada@example.com`),
      new DeliveryError('delayed', 'smtp 451', { cause: LINK }),
    )
    await worker.runOnce()
    pass(5)
    await worker.runOnce()
    pass(15)
    await worker.runOnce()
    expect(lines).toHaveLength(3)
    expect(lines[0]).toContain('unexpected TypeError')
    expect(lines.join()).not.toMatch(/ada@|secret/)
  })
})

test('rows of finished mails go when they are old, and no others', async () => {
  const { worker, enqueue, transport, ctx, pass } = setUp({ keepDays: 30 })
  await enqueue('sent@example.com')
  await enqueue('dropped@example.com')
  transport.failNext(new DeliveryError('refused', 'smtp 550'))
  await worker.runOnce()
  pass(30 * 86_400 - 1)
  expect(await purgeMails({ client: db.client, now: ctx.now })).toBe(0)
  await enqueue('waiting@example.com')
  pass(1)
  expect(await purgeMails({ client: db.client, now: ctx.now })).toBe(2)
  expect(await rows()).toMatchObject([{ sentAt: null, droppedAt: null }])
})
