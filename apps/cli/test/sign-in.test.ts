import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openShell, type Shell } from './support/cli.ts'
import { ADMIN, freePort, type ServerProcess, startServer } from './support/server.ts'

let server: ServerProcess
let shell: Shell
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.[Symbol.asyncDispose]())
beforeEach(async () => {
  shell = await openShell()
  return () => shell[Symbol.asyncDispose]()
})

const signIn = (...words: readonly string[]) =>
  shell.roster(['login', ADMIN.email, '--password-stdin', '--url', server.url, ...words], {
    input: `${ADMIN.password}\n`,
  })

interface Kept {
  readonly url: string
  readonly tokens: { readonly refreshToken: string; readonly expiresAt: number } | null
}

const readKept = async (): Promise<Kept> => JSON.parse(await readFile(shell.profilePath, 'utf8'))

/** As if the access token had run out. */
async function expire(): Promise<Kept> {
  const kept = await readKept()
  await writeFile(shell.profilePath, JSON.stringify({ ...kept, tokens: { ...kept.tokens, expiresAt: 0 } }))
  return kept
}

describe('login', () => {
  test('keeps a session that only its owner can read, and that names this program', async () => {
    expect(await signIn()).toEqual({
      code: 0,
      stdout: `Signed in to ${server.url} as ${ADMIN.email}.\nRole  admin\n`,
      stderr: '',
    })
    expect((await stat(shell.profilePath)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(shell.profilePath))).mode & 0o777).toBe(0o700)
    const sessions = await shell.json<{ current: boolean; user_agent: string }[]>(['users', 'sessions', 'me'])
    expect(sessions.find(({ current }) => current)?.user_agent).toMatch(/^roster-cli\/\d/)
  })

  test('takes the password from the environment too', async () => {
    const outcome = await shell.roster(['login', ADMIN.email, '--url', server.url, '--quiet'], {
      env: { ROSTER_PASSWORD: ADMIN.password },
    })
    expect(outcome).toEqual({ code: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/), stderr: '' })
  })

  test('keeps nothing when the password is wrong', async () => {
    const outcome = await shell.roster(['login', ADMIN.email, '--password-stdin', '--url', server.url], { input: 'no' })
    expect(outcome).toMatchObject({ code: 3, stdout: '' })
    expect(outcome.stderr).toContain('The e-mail address or the password is wrong.\nCheck both')
    await expect(stat(shell.profilePath)).rejects.toThrow('ENOENT')
  })

  test('asks nobody where nobody is', async () => {
    const outcome = await shell.roster(['login', ADMIN.email, '--url', server.url])
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('--password-stdin')
    expect((await shell.roster(['login', '--url', server.url])).stderr).toContain('roster login EMAIL --password-stdin')
  })

  test('sends no password over a network in the clear, unless that is wanted', async () => {
    const words = ['login', ADMIN.email, '--password-stdin', '--url', 'http://accounts.example']
    const outcome = await shell.roster(words, { input: 'secret' })
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toContain('http://accounts.example is not encrypted')
    const wanted = await shell.roster([...words, '--allow-http'], { input: 'secret' })
    expect(wanted.code).toBe(7)
  })

  test('keeps several, by profile', async () => {
    await signIn()
    await signIn('--profile', 'staging')
    expect(await readdir(dirname(shell.profilePath))).toEqual(['default.json', 'staging.json'])
    expect((await shell.roster(['logout', '--profile', 'staging'])).code).toBe(0)
    expect((await shell.roster(['whoami', '--profile', 'staging'])).code).toBe(3)
    expect((await shell.roster(['whoami'])).code).toBe(0)
    expect((await shell.roster(['whoami', '--profile', '../x'])).code).toBe(2)
  })
})

describe('a session', () => {
  test('renews itself, and keeps what it gets', async () => {
    await signIn()
    const before = await expire()
    expect((await shell.roster(['whoami'])).code).toBe(0)
    const { tokens } = await readKept()
    expect(tokens?.refreshToken).not.toBe(before.tokens?.refreshToken)
    expect(tokens?.expiresAt).toBeGreaterThan(Date.now())
  })

  test('is renewed by one of several processes, and the others use what that one got', async () => {
    await signIn()
    await expire()
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => shell.roster(['users', 'list', '--quiet'])))
    expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(outcomes.map(() => [0, '']))
    expect(await readdir(dirname(shell.profilePath))).toEqual(['default.json'])
    expect((await shell.json<unknown[]>(['audit', 'list', '--action', 'session.refresh_reused'])).length).toBe(0)
  })

  test('is not held up by a lock that a dead process has left', async () => {
    await signIn()
    await expire()
    await writeFile(`${shell.profilePath}.lock`, '999999999')
    expect((await shell.roster(['whoami'])).code).toBe(0)
    expect(await readdir(dirname(shell.profilePath))).toEqual(['default.json'])
  })

  test('that has ended on the server says so, and how to go on', async () => {
    await signIn()
    const { tokens } = await readKept()
    await signIn('--profile', 'other')
    await shell.roster(['users', 'sign-out', 'me', '--yes', '--profile', 'other'])
    expect(tokens).not.toBeNull()
    const outcome = await shell.roster(['whoami'])
    expect(outcome).toMatchObject({ code: 3, stdout: '' })
    expect(outcome.stderr).toContain('roster login')
    // What ended its own session has forgotten it as well.
    expect((await shell.roster(['whoami', '--profile', 'other'])).stderr).toContain('You are not signed in')
  })

  test('goes to the server that it is for, and to no other', async () => {
    await signIn()
    const elsewhere = `http://127.0.0.1:${await freePort()}`
    const outcome = await shell.roster(['whoami', '--url', elsewhere])
    expect(outcome.code).toBe(3)
    expect(outcome.stderr).toContain(`You are not signed in to ${elsewhere}.\nRun: roster login --url ${elsewhere}`)
    expect(outcome.stderr).toContain(`This profile is for ${server.url}`)
  })

  test('is not read from a file that others can read', async () => {
    await signIn()
    await chmod(shell.profilePath, 0o644)
    const outcome = await shell.roster(['whoami'])
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain(`chmod 600 ${shell.profilePath}`)
  })

  test('in a damaged file is to be replaced', async () => {
    await mkdir(dirname(shell.profilePath), { recursive: true })
    await writeFile(shell.profilePath, '{"url":', { mode: 0o600 })
    const outcome = await shell.roster(['whoami'])
    expect(outcome).toMatchObject({ code: 1, stdout: '' })
    expect(outcome.stderr).toContain('is damaged.\nDelete it')
  })
})

describe('logout', () => {
  test('ends the session on the server, and forgets it', async () => {
    await signIn()
    const before = await readFile(shell.profilePath, 'utf8')
    const outcome = await shell.roster(['logout'])
    expect(outcome).toEqual({ code: 0, stdout: `Signed out of ${server.url}.\n`, stderr: '' })
    expect(await readKept()).toEqual({ url: server.url, tokens: null })
    expect((await shell.roster(['logout'])).stdout).toBe('You were not signed in.\n')
    await writeFile(shell.profilePath, before)
    expect((await shell.roster(['whoami'])).code).toBe(3)
  })

  test('forgets the session when the server is away, and says so', async () => {
    await signIn()
    const kept = await readKept()
    const away = `http://127.0.0.1:${await freePort()}`
    await writeFile(shell.profilePath, JSON.stringify({ ...kept, url: away }))
    const outcome = await shell.roster(['logout'])
    expect(outcome.code).toBe(0)
    expect(outcome.stderr).toContain(`${away} could not be told`)
    expect(await readKept()).toEqual({ url: away, tokens: null })
  })
})

describe('whoami', () => {
  test('tells the account and the server', async () => {
    await signIn()
    expect(await shell.json(['whoami'])).toMatchObject({
      type: 'user',
      url: server.url,
      user: { email: ADMIN.email, role: 'admin' },
    })
    expect((await shell.roster(['whoami'])).stdout).toContain(`Server        ${server.url}\n`)
  })

  test('tells a key that works from one that does not', async () => {
    await signIn()
    const words = ['keys', 'create', 'Test', '--scope', 'users:read', '--expires', '1h', '--quiet']
    const secret = (await shell.roster(words)).stdout.trim()
    const env = { ROSTER_URL: server.url, ROSTER_API_KEY: secret }
    expect(await shell.json(['whoami'], { env })).toEqual({
      type: 'api_key',
      url: server.url,
      prefix: `${secret.slice(0, 11)}…`,
    })
    const broken = await shell.roster(['whoami'], { env: { ...env, ROSTER_API_KEY: `${secret}x` } })
    expect(broken).toMatchObject({ code: 3, stdout: '' })
    expect(broken.stderr).toContain('The key in ROSTER_API_KEY is wrong')
    const nowhere = await shell.roster(['whoami'], { env: { ROSTER_API_KEY: secret } })
    expect(nowhere).toMatchObject({ code: 2, stdout: '' })
    expect(nowhere.stderr).toContain('Set ROSTER_URL as well')
  })
})
