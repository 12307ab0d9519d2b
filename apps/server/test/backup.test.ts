import { PassThrough } from 'node:stream'
import type { Backup } from '@roster/db'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LiveServer, startServer } from './support/live-server.ts'

const PATH = '/api/v1/backup'

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const ask = async (token?: string, method = 'GET') => {
  const reply = await server.fetch(PATH, { method, ...(token && { headers: { authorization: `Bearer ${token}` } }) })
  return { reply, problem: method === 'HEAD' ? {} : ((await reply.json()) as { code?: string; detail?: string }) }
}

describe('a backup', () => {
  test('on a PostgreSQL server is refused with the name of the program that makes one', async () => {
    const { token } = await server.person({ role: 'admin' })
    const { reply, problem } = await ask(token)
    expect([reply.status, problem.code]).toEqual([409, 'BACKUP_NOT_HERE'])
    expect(problem.detail).toContain('pg_dump')
    expect(reply.headers.get('cache-control')).toBe('no-store')
  })

  test('is for administrators, and for API keys that name it', async () => {
    const codes = async (token?: string) => (await ask(token)).problem.code
    expect(await codes()).toBe('UNAUTHENTICATED')
    expect(await codes((await server.person()).token)).toBe('FORBIDDEN')
    expect(await codes((await server.key(['users:read', 'users.export', 'audit:read'])).token)).toBe('FORBIDDEN')
    expect(await codes((await server.key(['backup.read'])).token)).toBe('BACKUP_NOT_HERE')
  })

  test('is only read', async () => {
    const { token } = await server.person({ role: 'admin' })
    const { reply, problem } = await ask(token, 'POST')
    expect([reply.status, problem.code, reply.headers.get('allow')]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD, OPTIONS',
    ])
  })
})

describe('where there is one to take', () => {
  /** What is being sent, newest last; and how many copies were removed. */
  const sent: PassThrough[] = []
  let removed = 0
  const takeBackup = async (): Promise<Backup> => {
    const content = new PassThrough()
    content.write('beginning')
    sent.push(content)
    return {
      manifest: { createdAt: '2026-01-31T09:30:00.000Z', rows: {} } as Backup['manifest'],
      heldMs: 1,
      read: () => content,
      async [Symbol.asyncDispose]() {
        removed += 1
      },
    }
  }

  let embedded: LiveServer
  let headers: Record<string, string>
  beforeAll(async () => {
    embedded = await startServer({ deps: { takeBackup } })
    headers = { authorization: `Bearer ${(await embedded.person({ role: 'admin' })).token}` }
  })
  afterAll(() => embedded[Symbol.asyncDispose]())

  const untilRemoved = (count: number) => vi.waitFor(() => expect(removed).toBe(count), { interval: 10 })

  test('gives one at a time, removes each when it is over, and notes them in the audit log', async () => {
    const events = () => embedded.world.db.client.auditEvent.count({ where: { action: 'backup.taken' } })
    expect((await embedded.fetch(PATH, { method: 'HEAD', headers })).status).toBe(200)
    expect(await events()).toBe(0)

    const first = await embedded.fetch(PATH, { headers })
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('application/gzip')
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="roster-2026-01-31T09-30-00.tar.gz"')
    const busy = await embedded.fetch(PATH, { headers })
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '30'])
    sent.at(-1)?.end(' and end')
    expect(await first.text()).toBe('beginning and end')
    await untilRemoved(1)
    expect(await events()).toBe(1)

    const given = new AbortController()
    const second = await embedded.fetch(PATH, { headers, signal: given.signal })
    expect(second.status).toBe(200)
    given.abort()
    await untilRemoved(2)
    const third = await embedded.fetch(PATH, { headers })
    sent.at(-1)?.destroy(new Error('the disk is gone'))
    await expect(third.text()).rejects.toThrow()
    await untilRemoved(3)
    expect(await events()).toBe(3)
  })
})
