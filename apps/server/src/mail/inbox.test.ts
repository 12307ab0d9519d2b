import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createInbox, type InboxMessage } from './inbox.ts'
import { createInboxTransport } from './inbox-transport.ts'

async function newDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'inbox-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  return join(dir, 'inbox')
}

const idOf = (number: number) => `0190a8f0-0000-7000-8000-${String(number).padStart(12, '0')}`

const message = (number: number): InboxMessage => ({
  id: idOf(number),
  receivedAt: '2026-01-31T12:00:00.000Z',
  from: 'Roster <no-reply@roster.example>',
  to: 'ada@example.com',
  subject: `Mail ${number}`,
  text: 'text',
  html: '<p>html</p>',
  links: [],
})

test('keeps messages over a restart, the newest first', async () => {
  const dir = await newDir()
  await createInbox(dir).add(message(1))
  await createInbox(dir).add(message(2))
  const inbox = createInbox(dir)
  expect(await inbox.list()).toEqual([message(2), message(1)])
  expect(await inbox.get(idOf(1))).toEqual(message(1))
})

test('keeps the last messages only', async () => {
  const dir = await newDir()
  const inbox = createInbox(dir, 3)
  for (const number of [1, 2, 3, 4, 5]) await inbox.add(message(number))
  expect((await inbox.list()).map(({ subject }) => subject)).toEqual(['Mail 5', 'Mail 4', 'Mail 3'])
  expect(await readdir(dir)).toHaveLength(3)
})

test('a message that comes twice is there once', async () => {
  const inbox = createInbox(await newDir())
  await inbox.add(message(1))
  await inbox.add({ ...message(1), subject: 'again' })
  expect((await inbox.list()).map(({ subject }) => subject)).toEqual(['again'])
})

test('is empty before the first message and after it was cleared; other files stay', async () => {
  const dir = await newDir()
  const inbox = createInbox(dir)
  expect(await inbox.list()).toEqual([])
  await inbox.clear()
  await inbox.add(message(1))
  await writeFile(join(dir, 'notes.json'), 'mine')
  await inbox.clear()
  expect(await inbox.list()).toEqual([])
  expect(await readdir(dir)).toEqual(['notes.json'])
})

test('is for the owner of the process alone', async () => {
  const dir = await newDir()
  await createInbox(dir).add(message(1))
  expect((await stat(dir)).mode & 0o077).toBe(0)
  expect((await stat(join(dir, `${idOf(1)}.json`))).mode & 0o077).toBe(0)
})

test.each(['../secrets', '..%2fsecrets', '', 'notes', `${idOf(1)}/../../x`])(
  'reads no file by the id %j',
  async (id) => {
    const inbox = createInbox(await newDir())
    await inbox.add(message(1))
    expect(await inbox.get(id)).toBeUndefined()
    await expect(inbox.add({ ...message(1), id })).rejects.toThrow('UUID')
  },
)

test('as a transport it takes a mail and finds the links in it', async () => {
  const inbox = createInbox(await newDir())
  const transport = createInboxTransport(inbox, () => new Date('2026-01-31T12:00:00Z'))
  const mail = {
    to: 'ada@example.com',
    subject: 'Hello',
    html: '<p>html</p>',
    messageId: `<${idOf(7)}@roster.example>`,
  }
  const text = 'Open https://roster.example/verify-email#token=abc_-1\n\nor http://127.0.0.1:3000/x.\n'
  await transport.send(
    { ...mail, from: { name: 'Roster', address: 'no-reply@roster.example' }, text },
    AbortSignal.timeout(1000),
  )
  expect(await inbox.get(idOf(7))).toEqual({
    id: idOf(7),
    receivedAt: '2026-01-31T12:00:00.000Z',
    from: 'Roster <no-reply@roster.example>',
    to: 'ada@example.com',
    subject: 'Hello',
    text,
    html: '<p>html</p>',
    links: ['https://roster.example/verify-email#token=abc_-1', 'http://127.0.0.1:3000/x'],
  })
})
