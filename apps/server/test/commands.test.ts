import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

/** The one that `pnpm start` uses. */
const NODE_COMPILE_CACHE = join(import.meta.dirname, '../../../node_modules/.cache/compile')
const SECRET = 'mB3v0qLx7ZtY9cWk2HfR5nJd8sAeGu1P'
const OTHER_SECRET = 'aW1yX9tQk3Lz7VbN5cRf2HdJ8sEgUu0M'

let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'roster-commands-'))
  await cp(inject('readyDataDir'), dataDir, { recursive: true })
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command as an operator would, in an environment of its own. */
function run(command: string, env: Readonly<Record<string, string>>, ...options: string[]): Promise<Outcome> {
  const script = join(import.meta.dirname, `../src/commands/${command}.ts`)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, ...options],
      { env: { ...env, NODE_COMPILE_CACHE } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
      },
    )
  })
}

test('the doctor names every wrong setting, and ends with 1', async () => {
  const { code, stdout } = await run(
    'doctor',
    { NODE_ENV: 'production', PORT: 'x', DATABASE_URL: 'mysql://u:hunter2@h' },
    '--json',
  )
  expect(code).toBe(1)
  const { summary, findings } = JSON.parse(stdout)
  expect(summary.problem).toBe(4)
  expect(findings.map(({ says }: { says: string }) => says.split(':')[0])).toEqual(
    expect.arrayContaining(['PORT', 'DATABASE_URL', 'PUBLIC_URL', 'AUTH_SECRET']),
  )
  expect(stdout).not.toContain('hunter2')
})

test('the doctor says what is wrong with a production set-up, and prints no secret', async () => {
  const env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://id.example.com',
    AUTH_SECRET: SECRET,
    METRICS_TOKEN: OTHER_SECRET,
    DATABASE_URL: 'postgresql://roster:hunter2@127.0.0.1:1/roster',
    REDIS_URL: 'redis://:hunter2@127.0.0.1:1',
    SMTP_URL: 'smtp://user:hunter2@127.0.0.1:1',
    DATA_DIR: dataDir,
  }
  const { code, stdout, stderr } = await run('doctor', env)
  expect(code).toBe(1)
  const problems = stdout.split('\n').filter((line) => line.includes('PROBLEM'))
  expect(problems.map((line) => line.trim().split(/ {2,}/)[1])).toEqual(['Database', 'Rate limits', 'Mail'])
  for (const secret of [SECRET, OTHER_SECRET, 'hunter2']) expect(stdout + stderr).not.toContain(secret)
  expect(stdout).not.toContain(String.fromCharCode(27))
})

// Each of these starts an engine or more.
describe('on an embedded database', { timeout: 90_000 }, () => {
  const env = () => ({ DATA_DIR: dataDir, AUTH_SECRET: SECRET, PORT: '1' })

  test('keys are rotated with overlap, and listed', async () => {
    expect((await run('db-migrate', env())).code).toBe(0)
    const first = await run('keys-rotate', env())
    const second = await run('keys-rotate', env())
    expect([first.code, second.code]).toEqual([0, 0])
    const { stdout } = await run('keys-list', env())
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/ +/).slice(0, 2)),
    ).toEqual([
      ['next', second.stdout.split(' ')[1]?.replace(/\.$/, '')],
      ['signs', first.stdout.split(' ')[1]?.replace(/\.$/, '')],
    ])
  })

  test('keys are not rotated under another AUTH_SECRET, and the doctor says so', async () => {
    const wrong = { ...env(), AUTH_SECRET: OTHER_SECRET }
    expect(await run('keys-rotate', wrong)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another AUTH_SECRET'),
    })
    const { findings } = JSON.parse((await run('doctor', wrong, '--json')).stdout)
    expect(findings).toContainEqual(expect.objectContaining({ about: 'Signing keys', level: 'problem' }))
  })

  test('the doctor of a sound one ends with 0', async () => {
    const { code, stdout } = await run('doctor', env(), '--json')
    expect([code, JSON.parse(stdout).summary]).toEqual([0, expect.objectContaining({ problem: 0, unknown: 0 })])
  })
})

test.each(['doctor', 'keys-rotate', 'keys-list'])(
  '%s --help says what it does and touches nothing',
  async (command) => {
    const { code, stdout } = await run(command, { DATA_DIR: '/nowhere' }, '--help')
    expect([code, stdout]).toEqual([0, expect.stringContaining(`pnpm ${command.replace('-', ':')}`)])
  },
)
