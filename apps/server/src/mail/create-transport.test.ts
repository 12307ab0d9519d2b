import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeliveryError, type MailLog, type OutgoingMail } from '@roster/domain'
import { expect, onTestFinished, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { createInbox } from './inbox.ts'
import { startTestSmtpServer } from './test-smtp-server.ts'

const mail: OutgoingMail = {
  from: { name: 'Roster', address: 'no-reply@roster.example' },
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: '<0190a8f0-0000-7000-8000-000000000001@roster.example>',
}

/** A log of which the first line can be awaited. */
function newLog(): MailLog & { readonly first: Promise<string> } {
  const first = Promise.withResolvers<string>()
  const write = (fields: object, message: string) => first.resolve(`${message} ${JSON.stringify(fields)}`)
  return { info: write, warn: write, first: first.promise }
}

const send = (transport: ReturnType<typeof createTransport>) => transport.send(mail, AbortSignal.timeout(10_000))

test('with SMTP_URL mails are sent, whether or not there is an inbox', async () => {
  await using server = await startTestSmtpServer()
  const log = newLog()
  const smtpUrl = `smtp://127.0.0.1:${server.port}`
  await using transport = createTransport({ smtpUrl, inbox: createInbox('/nowhere'), log })
  expect(await log.first).toContain('can be used')
  await send(transport)
  expect(server.received).toHaveLength(1)
})

test('an SMTP server that is not there is told about at the start, which goes on', async () => {
  const server = await startTestSmtpServer()
  await server[Symbol.asyncDispose]()
  const log = newLog()
  const smtpUrl = `smtp://me:hunter2@127.0.0.1:${server.port}`
  await using _transport = createTransport({ smtpUrl, inbox: undefined, log })
  expect(await log.first).toMatch(/^the SMTP server cannot be used.*"reason":"smtp E\w+: CONN"/)
  expect(await log.first).not.toContain('hunter2')
})

test('without SMTP_URL mails go to the development inbox', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'inbox-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const inbox = createInbox(dir)
  await using transport = createTransport({ smtpUrl: undefined, inbox, log: newLog() })
  await send(transport)
  expect(await inbox.list()).toMatchObject([{ to: 'ada@example.com', subject: 'Hello' }])
})

test('without either they wait for somebody to set one', async () => {
  await using transport = createTransport({ smtpUrl: undefined, inbox: undefined, log: newLog() })
  await expect(send(transport)).rejects.toEqual(new DeliveryError('unreachable', 'SMTP_URL is not set'))
})
