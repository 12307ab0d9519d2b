import type { PrismaClient } from '@roster/db'
import { createTestDb, type TestDb } from '@roster/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createVault } from '../vault.ts'
import { createMailRenderer, type MailRenderer } from './create-renderer.ts'
import { DeliveryError } from './transport.ts'
import type { MailWorkerOptions } from './worker.ts'
import { slowTransport, workerFixture } from './worker-fixture.ts'

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

describe('what this server cannot write', () => {
  test('for it has another AUTH_SECRET, the right one still sends', async () => {
    const { worker, enqueue, pass, another } = setUp()
    const stranger = another({ vault: createVault('another secret, that is long enough too') })
    await enqueue('ada@example.com')
    expect(await stranger.runOnce()).toMatchObject({ failed: 1 })
    expect(await rows()).toMatchObject([{ lastError: 'unreadable: sealed under another AUTH_SECRET' }])
    pass(5)
    expect(await worker.runOnce()).toMatchObject({ sent: 1 })
  })

  test('for a newer server knows more templates, waits for that', async () => {
    const { worker, enqueue } = setUp()
    await enqueue('ada@example.com')
    await db.client.mail.updateMany({ data: { template: 'from-the-future' } })
    expect(await worker.runOnce()).toMatchObject({ failed: 1 })
    expect(await rows()).toMatchObject([{ lastError: 'unknown template', droppedAt: null }])
  })
})

describe('several servers', () => {
  test('never send one mail at the same time', async () => {
    const first = setUp({ concurrency: 3 })
    const other = db.engine === 'postgresql' ? await db.connect() : undefined
    const second = setUp({ concurrency: 3, ...(other && { client: other.client }) })
    for (let number = 0; number < 30; number++) await first.enqueue(`user${number}@example.com`)
    await Promise.all([
      first.worker.runOnce(),
      second.worker.runOnce(),
      first.worker.runOnce(),
      second.worker.runOnce(),
    ])
    await other?.[Symbol.asyncDispose]()
    const recipients = [...first.transport.sent, ...second.transport.sent].map(({ to }) => to)
    expect(recipients).toHaveLength(30)
    expect(new Set(recipients).size).toBe(30)
  })

  test('one that dies while it sends leaves the mail to the others, a while later', async () => {
    const { worker, enqueue, transport, pass, another } = setUp()
    const dying = slowTransport()
    await enqueue('ada@example.com')
    void another({ transport: dying }).runOnce()
    await dying.reached
    pass(119)
    expect(await worker.runOnce()).toMatchObject({ sent: 0 })
    pass(1)
    expect(await worker.runOnce()).toMatchObject({ sent: 1 })
    expect(transport.sent).toHaveLength(1)
  })

  test('one that comes back late does not undo what another one did', async () => {
    const { worker, enqueue, pass, another } = setUp()
    const slow = slowTransport()
    await enqueue('ada@example.com')
    const late = another({ transport: slow }).runOnce()
    await slow.reached
    pass(120)
    await worker.runOnce()
    slow.fail(new DeliveryError('refused', 'smtp 550 5.1.1'))
    await late
    expect(await rows()).toMatchObject([{ droppedAt: null, lastError: null, sentAt: expect.any(Date) }])
  })
})

describe('when the database goes away', () => {
  /** The same database, whose updates fail while `down()` says so. */
  function unreliable(down: () => boolean): PrismaClient {
    const client = db.client.$extends({
      query: {
        mail: {
          updateMany({ args, query }) {
            if (down()) throw new Error('the database is away')
            return query(args)
          },
        },
      },
    })
    return client as unknown as PrismaClient
  }

  test('after a mail was sent, it is noted later and not sent again', async () => {
    let down = true
    const { worker, enqueue, transport, pass } = setUp({ client: unreliable(() => down) })
    await enqueue('ada@example.com')
    await expect(worker.runOnce()).rejects.toThrow('away')
    down = false
    pass(3600)
    expect(await worker.runOnce()).toEqual({ sent: 0, dropped: 0, failed: 0 })
    expect(transport.sent).toHaveLength(1)
    expect(await rows()).toMatchObject([{ sentAt: new Date('2026-01-31T12:00:00Z') }])
  })
})

describe('a started worker', () => {
  test('sends what is enqueued when it is woken, and flushes when it is disposed', async () => {
    const { worker, outbox, enqueue, transport, lines } = setUp({ pollIntervalMs: 3_600_000 })
    worker.start()
    await worker.runOnce()
    await enqueue('ada@example.com')
    await outbox[Symbol.asyncDispose]()
    expect(transport.sent.map(({ to }) => to)).toEqual(['ada@example.com'])
    expect(lines).toHaveLength(1)
  })

  test('does what has to be prepared before each look, and sends even if that fails', async () => {
    const orders: string[] = []
    const { worker, enqueue, transport } = setUp({
      prepare: async () => {
        if (orders.push('prepared') === 2) throw new Error('cannot prepare')
        await enqueue('ada@example.com')
      },
    })
    expect(await worker.runOnce()).toMatchObject({ sent: 1 })
    await enqueue('bob@example.com')
    await expect(worker.runOnce()).rejects.toThrow('cannot prepare')
    expect(transport.sent.map(({ to }) => to)).toEqual(['ada@example.com', 'bob@example.com'])
  })
})
