import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShell, type Shell } from './support/cli.ts'
import { ADMIN, type ServerProcess, startServer } from './support/server.ts'

let server: ServerProcess
/** Of an administrator who is signed in. */
let shell: Shell
beforeAll(async () => {
  server = await startServer()
  shell = await openShell()
  await shell.roster(['login', ADMIN.email, '--password-stdin', '--url', server.url], { input: ADMIN.password })
})
afterAll(async () => {
  await shell?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

const PASSWORD = 'seven wet owls at noon'

const create = (email: string) =>
  shell.json<{ id: string }>(['users', 'create', email, '--password-stdin'], { input: PASSWORD })

describe('keys', () => {
  test('are made for a time and scopes, work in the place of a session, and stop when they are revoked', async () => {
    const words = ['keys', 'create', 'Export', '--scope', 'users:read,audit.list', '--expires', '90d']
    expect((await shell.roster([...words, '--dry-run'])).stdout).toContain('["users:read","audit.list"]')
    expect((await shell.json<unknown[]>(['keys', 'list'])).length).toBe(0)
    const made = await shell.roster([...words, '--quiet'])
    expect(made.stdout).toMatch(/^rstr_\w{36}\n$/)
    const env = { ROSTER_URL: server.url, ROSTER_API_KEY: made.stdout.trim() }
    await using program = await openShell(env)
    expect(await program.json(['users', 'get', ADMIN.email])).toMatchObject({ role: 'admin' })
    expect((await program.roster(['audit', 'list', '--limit', '1'])).code).toBe(0)
    const refused = await program.roster(['users', 'delete', ADMIN.email, '--yes'])
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('ROSTER_API_KEY')])
    expect((await program.roster(['doctor'])).stdout).toMatch(/ok +API key +is good/)

    const [key] = await shell.json<{ id: string; prefix: string; last_used_at: string | null }[]>(['keys', 'list'])
    expect(env.ROSTER_API_KEY.startsWith(key?.prefix ?? '?')).toBe(true)
    expect((await shell.roster(['keys', 'revoke', 'Export'])).code).toBe(2)
    expect(await shell.json(['keys', 'revoke', 'Export', '--yes'])).toMatchObject({ revoked_at: expect.any(String) })
    expect((await program.roster(['users', 'list'])).code).toBe(3)
    expect((await shell.roster(['keys', 'revoke', 'No such'])).code).toBe(4)
  })

  test('administer as an administrator does, within their scopes', async () => {
    const scopes = ['--scope', 'users:read,users:write', '--scope', 'sessions:read,sessions:write']
    const made = await shell.roster(['keys', 'create', 'Admin', ...scopes, '--expires', '1h', '--quiet'])
    await using program = await openShell({ ROSTER_URL: server.url, ROSTER_API_KEY: made.stdout.trim() })
    const email = 'by-key@example.com'
    const words = ['users', 'create', email, '--password-stdin', '--quiet']
    expect((await program.roster(words, { input: PASSWORD })).code).toBe(0)
    expect(await program.json(['users', 'update', email, '--name', 'Key'])).toMatchObject({ name: 'Key' })
    expect(await program.json(['users', 'disable', email, '--yes'])).toMatchObject({ status: 'disabled' })
    expect(await program.json(['users', 'enable', email])).toMatchObject({ status: 'active' })
    expect(await program.json(['users', 'sign-out', email, '--yes'])).toMatchObject({ ended: [] })
    expect(await program.json(['users', 'delete', email, '--yes'])).toMatchObject({ status: 'deleted' })
    expect(await program.json(['users', 'restore', email])).toMatchObject({ status: 'active' })
    // What a key could make more of itself with stays with people.
    expect((await program.roster(['users', 'update', email, '--role', 'admin', '--yes'])).code).toBe(3)
    expect((await program.roster(['keys', 'list'])).code).toBe(3)
  })

  test('that may change users and not read sessions disable without counting those', async () => {
    const words = ['keys', 'create', 'Users', '--scope', 'users:read,users:write', '--expires', '1h', '--quiet']
    const made = await shell.roster(words)
    await using program = await openShell({ ROSTER_URL: server.url, ROSTER_API_KEY: made.stdout.trim() })
    const email = 'uncounted@example.com'
    await create(email)
    expect((await program.roster(['users', 'disable', email, '--dry-run'])).stdout).toContain('Ends their sessions.')
    expect(await program.json(['users', 'disable', email, '--yes'])).toMatchObject({ status: 'disabled' })
  })

  test('of one name have to be told apart', async () => {
    for (let count = 0; count < 2; count++) {
      await shell.roster(['keys', 'create', 'Twin', '--scope', 'users:read', '--expires', '1h'])
    }
    const outcome = await shell.roster(['keys', 'revoke', 'Twin', '--yes'])
    expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringContaining('“Twin” names 2 keys')])
  })

  test('that the server refuses are explained by option', async () => {
    const outcome = await shell.roster(['keys', 'create', 'X', '--scope', 'everything', '--expires', '400d'])
    expect(outcome).toMatchObject({ code: 6, stdout: '' })
    expect(outcome.stderr).toContain('  --scope: ')
  })
})

describe('the audit log', () => {
  test('is listed by who did it, to whom, and what it was', async () => {
    const { id } = await create('audited@example.com')
    const me = await shell.json<{ id: string }>(['users', 'get', 'me'])
    const events = await shell.json<{ action: string; actor: { id: string }; subject_id: string }[]>([
      'audit',
      'list',
      '--to',
      'audited@example.com',
      '--after',
      '1h',
    ])
    expect(events.map(({ action, subject_id }) => [action, subject_id])).toContainEqual(['user.registered', id])
    await shell.roster(['users', 'disable', id, '--yes'])
    const words = ['audit', 'list', '--by', 'me', '--action', 'user.disabled', '--limit', '1']
    expect(await shell.json(words)).toMatchObject([{ actor: { type: 'user', id: me.id }, subject_id: id }])
    expect((await shell.roster(['audit', 'list', '--action', 'user.sneezed'])).code).toBe(6)
  })

  test('is verified to its end', async () => {
    const result = await shell.json<{ intact: boolean; checked: number; total: number }>(['audit', 'verify'])
    expect(result).toMatchObject({ intact: true, broken_at: null, checked: result.total })
    expect((await shell.roster(['audit', 'verify'])).stdout).toContain(
      `The audit log is whole: ${result.total} events.`,
    )
  })

  test('is followed: what happens appears, once', async () => {
    const { id } = await create('tailed@example.com')
    const child = shell.start(['audit', 'tail', '--lines', '1', '--interval', '1', '--to', id, '--ndjson'])
    const events: { action: string }[] = []
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const seen = async (count: number) => {
      while (events.length < count) events.push(JSON.parse((await lines.next()).value ?? ''))
    }
    await seen(1)
    await shell.roster(['users', 'update', id, '--name', 'Tailed'])
    await shell.roster(['users', 'disable', id, '--yes'])
    await seen(3)
    child.kill('SIGINT')
    expect(events.map(({ action }) => action)).toEqual(['user.registered', 'user.updated', 'user.disabled'])
  })
})

describe('the server', () => {
  test('is examined from outside', async () => {
    const { ok, findings } = await shell.json<{ ok: boolean; findings: { about: string; level: string }[] }>(['doctor'])
    expect(ok).toBe(true)
    expect(findings.map(({ about, level }) => `${about} ${level}`)).toEqual([
      'Here ok',
      'Server ok',
      'Readiness ok',
      'API ok',
      'Clock ok',
      'Sign-in ok',
    ])
  })

  test('gives its OpenAPI document', async () => {
    const { stdout } = await shell.roster(['openapi'])
    expect(JSON.parse(stdout)).toEqual(await (await fetch(`${server.url}/api/v1/openapi.json`)).json())
  })
})
