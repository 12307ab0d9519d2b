import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createTestDb, type TestDb } from '@roster/db/testing'
import { createMailRenderer, createMailWorker, createOutbox, createVault, type MailRenderer } from '@roster/domain'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createSmtpTransport } from './smtp-transport.ts'
import { startTestSmtpServer } from './test-smtp-server.ts'

const vault = createVault('a secret for tests, long enough to be one')

let db: TestDb
let renderer: MailRenderer
beforeAll(async () => {
  db = await createTestDb()
  renderer = await createMailRenderer({ productName: 'Roster', publicUrl: 'https://roster.example' })
})
afterAll(() => db?.[Symbol.asyncDispose]())
beforeEach(() => db.truncate())

/** The whole way of a mail, to the SMTP server on a port of this machine. */
function setUp(port: number) {
  let time = new Date('2026-01-31T12:00:00Z')
  const now = () => time
  const transport = createSmtpTransport(`smtp://127.0.0.1:${port}`)
  const log = { info: () => undefined, warn: () => undefined }
  const from = { name: 'Roster', address: 'no-reply@roster.example' }
  const worker = createMailWorker({
    client: db.client,
    vault,
    renderer,
    transport,
    from,
    now,
    log,
    pollIntervalMs: 3_600_000,
    flushTimeoutMs: 50,
  })
  const outbox = createOutbox(worker)
  onTestFinished(async () => {
    await transport[Symbol.asyncDispose]()
    await outbox[Symbol.asyncDispose]()
  })
  return {
    worker,
    outbox,
    enqueue: (to: string) =>
      outbox.enqueue(
        { db: db.client, vault, now },
        {
          template: 'verify-email',
          to,
          userId: null,
          data: { link: 'https://roster.example/verify-email#token=abc', expiresInMinutes: 1440 },
          expiresAt: new Date(time.getTime() + 86_400_000),
        },
      ),
    pass(seconds: number) {
      time = new Date(time.getTime() + seconds * 1000)
    },
  }
}

test('a mail waits while the SMTP server is down and arrives when it is back', async () => {
  const first = await startTestSmtpServer()
  await first[Symbol.asyncDispose]()
  const { worker, enqueue, pass } = setUp(first.port)
  await enqueue('ada@example.com')
  expect(await worker.runOnce()).toEqual({ sent: 0, dropped: 0, failed: 1 })

  await using server = await startTestSmtpServer({ port: first.port })
  pass(5)
  expect(await worker.runOnce()).toEqual({ sent: 1, dropped: 0, failed: 0 })
  expect(server.received).toMatchObject([
    { recipients: ['ada@example.com'], mail: { subject: 'Confirm your e-mail address' } },
  ])
  expect(server.received[0]?.mail.text).toContain('https://roster.example/verify-email#token=abc')
})

test('a wake brings a mail out without anybody asking again', async () => {
  await using server = await startTestSmtpServer()
  const { worker, outbox, enqueue } = setUp(server.port)
  worker.start()
  await worker.runOnce()
  const arrival = server.next()
  await enqueue('ada@example.com')
  outbox.wake()
  expect((await arrival).recipients).toEqual(['ada@example.com'])
})

test('an SMTP server that hangs holds up neither the database nor the shutdown', async () => {
  const connected = Promise.withResolvers<void>()
  const silent = createServer((socket) => {
    socket.on('error', () => undefined)
    connected.resolve()
  }).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => {
    silent.close()
  })
  const { worker, outbox, enqueue } = setUp((silent.address() as AddressInfo).port)
  await enqueue('ada@example.com')
  worker.start()
  await connected.promise
  expect(await db.client.user.count()).toBe(0)
  await outbox[Symbol.asyncDispose]()
  expect(await db.client.mail.findMany()).toMatchObject([
    { sentAt: null, lastError: 'the server stopped', attempts: 1 },
  ])
})
