import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAIN, openShell, type Shell } from './support/cli.ts'
import { ADMIN, type ServerProcess, startServer } from './support/server.ts'

const DRIVER = join(import.meta.dirname, 'support/on-terminal.py')

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'])
    return true
  } catch {
    return false
  }
}

describe.skipIf(!hasPython())('on a terminal', () => {
  let server: ServerProcess
  let shell: Shell
  beforeAll(async () => {
    server = await startServer()
    shell = await openShell()
  })
  afterAll(async () => {
    await shell?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  type Answer = readonly [shown: string, typed: string, before?: readonly string[]]

  function commandLine(words: readonly string[], variables: Readonly<Record<string, string>> = {}): readonly string[] {
    const env = Object.entries({ HOME: shell.home, TERM: 'xterm', ...variables })
    return ['/usr/bin/env', '-i', ...env.map(([name, value]) => `${name}=${value}`), process.execPath, MAIN, ...words]
  }

  /** Runs the program on a terminal. @param answers Each is typed once its text is on the screen, and something was run */
  async function type(
    words: readonly string[],
    answers: readonly Answer[] = [],
    columns = 100,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly code: number; readonly screen: string }> {
    const program = commandLine(words, variables)
    const child = spawn('python3', [DRIVER, String(columns), JSON.stringify(answers), ...program])
    const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (complaint !== '') throw new Error(complaint)
    return JSON.parse(printed)
  }

  test('login asks for the address and the password, and never shows the password', async () => {
    const outcome = await type(
      ['login', '--url', server.url],
      [
        ['E-mail address at', `${ADMIN.email}\r`],
        ['Password of', `${ADMIN.password}x\u007F\r`],
      ],
    )
    expect(outcome.code).toBe(0)
    expect(outcome.screen).toContain(`Signed in to ${server.url} as ${ADMIN.email}.`)
    expect(outcome.screen).not.toContain('pass phrase')
  })

  test('Ctrl-C and Ctrl-D at a question end the program, with nothing done', async () => {
    for (const key of ['\u0003', '\u0004']) {
      const outcome = await type(['login', ADMIN.email, '--url', server.url], [['Password of', key]])
      expect(outcome.code).toBe(130)
      expect(outcome.screen).not.toContain('Error')
    }
  })

  test('a new password is asked for twice, and the two have to be the same', async () => {
    const words = ['users', 'create', 'ada@example.com', '--quiet']
    const typo = await type(words, [
      ['Password for', 'seven wet owls\r'],
      ['The same again', 'seven wet owl\r'],
    ])
    expect([typo.code, typo.screen]).toEqual([2, expect.stringContaining('The two are not the same.')])
    const made = await type(words, [
      ['Password for', 'seven wet owls\r'],
      ['The same again', 'seven wet owls\r'],
    ])
    expect(made.code).toBe(0)
  })

  test('what is hard to undo is shown and asked about, and only a yes does it', async () => {
    const words = ['users', 'disable', 'ada@example.com']
    for (const answer of ['\r', 'yeah\r']) {
      const kept = await type(words, [['Go ahead? [y/N]', answer]])
      expect(kept.code).toBe(1)
      expect(kept.screen).toContain('Nothing was changed.')
    }
    const done = await type(words, [['Go ahead? [y/N]', 'y\r']])
    expect(done.code).toBe(0)
    expect(done.screen).toMatch(/status {2}\S*active\S* → \S*disabled/)
    expect(await shell.json(['users', 'get', 'ada@example.com'])).toMatchObject({ status: 'disabled' })
  })

  test('what was confirmed is not done to a user who has changed since', async () => {
    const { id } = await shell.json<{ id: string }>(['users', 'get', 'ada@example.com'])
    const meanwhile = commandLine(['users', 'update', id, '--name', 'Somebody was faster'])
    const outcome = await type(['users', 'update', id, '--role', 'admin'], [['Go ahead? [y/N]', 'y\r', meanwhile]])
    expect(outcome.code).toBe(5)
    expect(outcome.screen).toContain('Run the command again: it reads the user anew.')
    expect(await shell.json(['users', 'get', id])).toMatchObject({ name: 'Somebody was faster', role: 'user' })
  })

  test('tables fit, in colour unless NO_COLOR says otherwise', async () => {
    const email = `${'a'.repeat(60)}@${'b'.repeat(60)}.example.com`
    await shell.roster(['users', 'create', email, '--password-stdin'], { input: 'seven wet owls at noon' })
    for (const columns of [72, 120, 240]) {
      const { screen } = await type(['users', 'list'], [], columns, { NO_COLOR: '1' })
      const widest = Math.max(...screen.split('\r\n').map((line) => line.length))
      expect(widest).toBeLessThanOrEqual(columns)
      expect(screen).not.toContain('\u001B[1m')
      expect(screen).toContain(columns < 240 ? '…' : `${'a'.repeat(60)}@`)
    }
    expect((await type(['users', 'list'])).screen).toContain('\u001B[1mID')
    expect((await shell.roster(['users', 'list'])).stdout).toContain(email)
    expect((await shell.roster(['users', 'list'])).stdout).not.toContain('\u001B')
    expect((await shell.roster(['users', 'list'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001B[1mID')
  })

  test('a reader who has seen enough is no failure', async () => {
    const command = `"${process.execPath}" "${MAIN}" users list --all --ndjson | head -n 1; echo "\${PIPESTATUS[0]}"`
    const child = spawn('bash', ['-c', command], { env: { HOME: shell.home } })
    const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect([printed.trim().split('\n').at(-1), complaint]).toEqual(['0', ''])
  })
})
