import { existsSync } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShell, type Shell } from './support/cli.ts'
import { ADMIN, type ServerProcess, startServer } from './support/server.ts'

let server: ServerProcess
let shell: Shell
beforeAll(async () => {
  server = await startServer()
  shell = await signedIn(server.url)
})
afterAll(async () => {
  await shell?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

async function signedIn(url: string): Promise<Shell> {
  const own = await openShell()
  await own.roster(['login', ADMIN.email, '--password-stdin', '--url', url], { input: ADMIN.password })
  return own
}

test('a backup of a running server is restored into an empty directory, where another server goes on', async () => {
  const rows = Array.from({ length: 600 }, (_, index) => JSON.stringify({ email: `person-${index}@backup.example` }))
  await shell.roster(['users', 'import', '-'], { input: rows.join('\n') })
  const file = join(shell.home, 'backup.tar.gz')
  const { bytes } = await shell.json<{ bytes: number }>(['backup', file])
  const { size, mode } = await stat(file)
  expect([size, mode & 0o777]).toEqual([bytes, 0o600])
  expect((await shell.roster(['backup', file])).code).toBe(2)
  expect((await readdir(server.env.DATA_DIR ?? '')).filter((name) => name.startsWith('backup.'))).toEqual([])

  const dataDir = join(shell.home, 'restored')
  const restored = await shell.json<{ rows: object; broken_audit_events: number }>([
    'restore',
    file,
    '--data-dir',
    dataDir,
  ])
  expect(restored).toMatchObject({ rows: { users: 601 }, broken_audit_events: 0 })
  expect(existsSync(join(dataDir, 'auth-secret'))).toBe(false)

  await using second = await startServer({ DATA_DIR: dataDir, BOOTSTRAP_ADMIN_EMAIL: '', BOOTSTRAP_ADMIN_PASSWORD: '' })
  await using other = await signedIn(second.url)
  const found = await other.json<unknown[]>(['users', 'list', '--search', '@backup.example', '--all'])
  expect(found).toHaveLength(600)
  const events = await other.json<{ action: string }[]>(['audit', 'list', '--limit', '3'])
  expect(events.map(({ action }) => action)).toContain('backup.taken')
})

test('an API key takes one when its scopes name it, and not otherwise', async () => {
  const secretOf = async (scope: string) =>
    (await shell.json<{ secret: string }>(['keys', 'create', 'Nightly', '--scope', scope, '--expires', '1d'])).secret
  const env = { ROSTER_URL: server.url }
  const file = join(shell.home, 'by-key.tar.gz')
  const refused = await shell.roster(['backup', file], {
    env: { ...env, ROSTER_API_KEY: await secretOf('users:read') },
  })
  expect([refused.code, existsSync(file), existsSync(`${file}.part`)]).toEqual([3, false, false])
  const taken = await shell.roster(['backup', file], { env: { ...env, ROSTER_API_KEY: await secretOf('backup.read') } })
  expect([taken.code, existsSync(file)]).toEqual([0, true])
})

test('what cannot be restored is refused with the reason', async () => {
  const text = join(shell.home, 'text.tar.gz')
  await writeFile(text, 'not an archive')
  const { code, stderr } = await shell.roster(['restore', text, '--data-dir', join(shell.home, 'nothing')])
  expect([code, stderr]).toEqual([1, expect.stringContaining('is no backup, or damaged')])
  const running = await shell.roster(['restore', text, '--data-dir', server.env.DATA_DIR ?? ''])
  expect([running.code, running.stderr]).toEqual([1, expect.stringContaining('is in use by process')])
})
