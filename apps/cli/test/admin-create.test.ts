import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShell, type Shell } from './support/cli.ts'
import { type ServerProcess, startServer } from './support/server.ts'

const PASSWORD = 'seven wet owls at noon'

/** Of a new server, which has no administrator yet. */
let server: ServerProcess
let shell: Shell
beforeAll(async () => {
  server = await startServer({ BOOTSTRAP_ADMIN_EMAIL: '', BOOTSTRAP_ADMIN_PASSWORD: '' })
  shell = await openShell()
})
afterAll(async () => {
  await shell?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

describe('the first administrator', () => {
  test('is not made offline while the server holds its data', async () => {
    const words = ['admin', 'create', 'ada@example.com', '--offline', '--password-stdin']
    const outcome = await shell.roster(words, { input: PASSWORD, env: server.env })
    expect(outcome).toMatchObject({ code: 5, stdout: '' })
    expect(outcome.stderr).toContain('is in use by process')
    expect(outcome.stderr).toContain('leave out --offline')
  })

  test('takes the link that the server has printed', async () => {
    const words = ['admin', 'create', 'ada@example.com', '--password-stdin', '--url', server.url]
    const without = await shell.roster(words, { input: PASSWORD })
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('Set ROSTER_SETUP_LINK')])
    const wrong = await shell.roster(words, { input: PASSWORD, env: { ROSTER_SETUP_LINK: 'https://example.com/' } })
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('/setup#token=')])
    const env = { ROSTER_SETUP_LINK: `${server.url}/setup#token=${'x'.repeat(43)}` }
    const other = await shell.roster(words, { input: PASSWORD, env })
    expect([other.code, other.stderr]).toEqual([6, expect.stringContaining('prints a new link')])
  })

  test('is made with it once, as the dry run says', async () => {
    const [link = ''] = /http:\S+\/setup#token=\S+/.exec(server.printed()) ?? []
    const env = { ROSTER_SETUP_LINK: link }
    const words = ['admin', 'create', 'ada@example.com', '--name', 'Ada', '--password-stdin']
    const shown = await shell.roster([...words, '--dry-run'], { env })
    expect(shown.stdout).toContain(
      `Create the first administrator at ${server.url}:\n  email  (none) → ada@example.com\n`,
    )
    expect(shown.stdout).not.toContain(link.slice(-20))
    const made = await shell.roster([...words, '--json'], { input: PASSWORD, env })
    expect(JSON.parse(made.stdout)).toMatchObject({ email: 'ada@example.com', name: 'Ada', role: 'admin' })
    expect(made.stderr).toBe(`Sign in: roster login ada@example.com --url ${server.url}\n`)
    expect((await shell.roster(words, { input: PASSWORD, env })).code).toBe(6)
    const login = ['login', 'ada@example.com', '--password-stdin', '--url', server.url, '--json']
    expect(JSON.parse((await shell.roster(login, { input: PASSWORD })).stdout)).toMatchObject({ role: 'admin' })
  })
})

// Each run starts the embedded database.
describe('offline', { timeout: 120_000 }, () => {
  test('the first administrator is made in the database itself, once, by the rules of the server', async () => {
    await using own = await openShell()
    const env = { DATA_DIR: `${own.home}/data`, LOG_LEVEL: 'silent', PASSWORD_HASH_COST: '10' }
    const words = ['admin', 'create', 'ada@example.com', '--offline', '--password-stdin']
    const weak = await own.roster(words, { input: 'short', env })
    expect([weak.code, weak.stderr]).toEqual([6, expect.stringContaining('password: ')])
    const made = await own.roster([...words, '--json'], { input: PASSWORD, env })
    expect(JSON.parse(made.stdout)).toMatchObject({ email: 'ada@example.com', role: 'admin', email_verified: true })
    const again = await own.roster(words, { input: PASSWORD, env })
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('There is an administrator already')])
  })
})
