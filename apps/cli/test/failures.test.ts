import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandsOf, describedProgram } from '../build/reference.ts'
import { readEnvironment } from '../src/environment.ts'
import { writeProfile } from '../src/profile/profile.ts'
import { type FailingServer, startFailingServer } from './support/failing-server.ts'
import { runHere } from './support/run-here.ts'
import { freePort } from './support/server.ts'

const ID = '0190b0d0-1c2d-7e3f-8a4b-5c6d7e8f9a0b'

/** Every command that talks to a server. */
const COMMANDS: readonly (readonly string[])[] = [
  ['login', 'ada@example.com'],
  ['whoami'],
  ['users', 'list'],
  ['users', 'get', ID],
  ['users', 'create', 'ada@example.com'],
  ['users', 'invite', 'ada@example.com'],
  ['users', 'update', ID, '--name', 'Ada'],
  ['users', 'disable', ID, '--yes'],
  ['users', 'enable', ID],
  ['users', 'delete', ID, '--yes'],
  ['users', 'restore', ID],
  ['users', 'reset-password', 'ada@example.com'],
  ['users', 'sessions', ID],
  ['users', 'sign-out', ID, '--yes'],
  ['users', 'export'],
  ['backup', 'backup.tar.gz'],
  ['keys', 'create', 'Key', '--scope', 'users:read', '--expires', '1d'],
  ['keys', 'list'],
  ['keys', 'revoke', ID, '--yes'],
  ['audit', 'list'],
  ['audit', 'tail'],
  ['audit', 'verify'],
  ['admin', 'create', 'ada@example.com'],
]

/** Those that need none, and those with outcomes of their own, which have tests of their own. */
const OTHERS = ['logout', 'doctor', 'openapi', 'completion', 'restore', 'users import']

/** What a server may answer, and what each ends with. */
const FAILURES = [
  { status: 400, reason: 'MALFORMED_REQUEST', code: 6 },
  { status: 401, reason: 'UNAUTHENTICATED', code: 3 },
  { status: 403, reason: 'FORBIDDEN', code: 3 },
  { status: 404, reason: 'USER_NOT_FOUND', code: 4 },
  { status: 409, reason: 'LAST_ADMIN', code: 5 },
  { status: 412, reason: 'VERSION_CONFLICT', code: 5 },
  { status: 422, reason: 'VALIDATION_FAILED', code: 6 },
  { status: 429, reason: 'RATE_LIMITED', code: 7, more: { retryAfterSeconds: 60 } },
  { status: 500, reason: 'INTERNAL', code: 1 },
  { status: 503, reason: 'DATABASE_UNAVAILABLE', code: 7, more: { retryAfterSeconds: 60 } },
  { status: 418, reason: 'OF_A_LATER_VERSION', code: 1 },
] as const

let server: FailingServer
let home: string
beforeAll(async () => {
  server = await startFailingServer()
  home = await mkdtemp(join(tmpdir(), 'roster-cli-'))
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(home, { recursive: true, force: true })
})

const environment = (url: string) =>
  readEnvironment({
    ROSTER_URL: url,
    ROSTER_PASSWORD: 'seven wet owls at noon',
    ROSTER_SETUP_LINK: `${url}/setup#token=abcdefghijklmnopqrstuvwxyz`,
    XDG_CONFIG_HOME: home,
  })

/** Somebody whose session is good for now. */
async function signIn(url: string): Promise<void> {
  const user = { id: ID, email: 'admin@example.com', role: 'admin' }
  const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: Date.now() + 900_000, lifetimeMs: 900_000, user }
  await writeProfile(join(home, 'roster/profiles/default.json'), { url, tokens } as never)
}

/** Two sentences at least: what is wrong, and what to do. */
const helps = (stderr: string) => {
  const lines = stderr.trim().split('\n')
  expect(lines[0]).toMatch(/^Error: \S.*[.:]$/)
  expect(
    lines.slice(1).filter((line) => /roster |[Tt]ry again|Run the command again|[Cc]orrect it|Check|--\w/.test(line)),
  ).not.toEqual([])
  expect(stderr).not.toMatch(/undefined|\[object|\n {4}at /)
}

describe.each(COMMANDS.map((words) => ({ words, line: words.slice(0, 2).join(' ') })))('roster $line', ({ words }) => {
  test.each(FAILURES)('says what to do after $status $reason, and ends with $code', async (failure) => {
    const { status, reason, code } = failure
    server.failWith(status, reason, 'more' in failure ? failure.more : {})
    await signIn(server.url)
    const outcome = await runHere([...words, '--timeout', '5'], environment(server.url))
    expect(outcome).toMatchObject({ code, stdout: '' })
    helps(outcome.stderr)
    expect(outcome.stderr).toContain('Request id: req-1')
  })

  test('says what to do when nothing answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    await signIn(url)
    const startedAt = Date.now()
    const outcome = await runHere(words, environment(url))
    expect(outcome).toMatchObject({ code: 7, stdout: '' })
    // At once, and not after the 30 seconds that a call may take.
    expect(Date.now() - startedAt).toBeLessThan(5000)
    expect(outcome.stderr).toContain(`Cannot reach ${url}`)
    helps(outcome.stderr)
  })
})

test.each([
  { problem: 'changed', eventId: ID, says: `Event 17 (${ID}) was changed.` },
  { problem: 'missing', eventId: null, says: 'Event 17 is missing.' },
])('an audit log in which an event is $problem ends with 8', async ({ problem, eventId, says }) => {
  const brokenAt = { seq: 17, problem, eventId }
  server.answerWith({ checked: 17, total: 40, intact: false, brokenAt, head: null, nextCursor: null })
  await signIn(server.url)
  const shown = await runHere(['audit', 'verify'], environment(server.url))
  expect(shown).toMatchObject({ code: 8, stderr: '' })
  expect(shown.stdout).toContain(`The audit log is broken. ${says}\nCompare it with a backup`)
  const json = await runHere(['audit', 'verify', '--json'], environment(server.url))
  expect(JSON.parse(json.stdout)).toMatchObject({ intact: false, broken_at: { seq: 17, problem, event_id: eventId } })
  expect(await runHere(['audit', 'verify', '--quiet'], environment(server.url))).toEqual({
    code: 8,
    stdout: '',
    stderr: '',
  })
})

test('every command is in the table', () => {
  const named = [...COMMANDS.map((words) => words.join(' ')), ...OTHERS]
  const missing = commandsOf(describedProgram()).filter(({ name }) => !named.some((line) => line.startsWith(name)))
  expect(missing.map(({ name }) => name)).toEqual([])
})

test('what answers and is not a Roster server is called that', async () => {
  server.failWith(404, 'X')
  await signIn(server.url)
  const outcome = await runHere(['openapi'], environment(server.url))
  expect(outcome).toMatchObject({ code: 4, stdout: '' })
  expect(outcome.stderr).toContain(`What answers at ${server.url} is not a Roster server.`)
})

test('with --json a failure is one line of JSON on standard error', async () => {
  server.failWith(422, 'VALIDATION_FAILED', { errors: [{ pointer: '/email', code: 'invalid_email', detail: 'No.' }] })
  await signIn(server.url)
  const { stdout, stderr } = await runHere(['users', 'list', '--json'], environment(server.url))
  expect(stdout).toBe('')
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(stderr)).toEqual({
    error: {
      exit_code: 6,
      code: 'VALIDATION_FAILED',
      message: 'The server does not accept this:',
      fields: [{ field: 'email', code: 'invalid_email', message: 'No.' }],
      advice: 'Correct it, and run the command again.',
      request_id: 'req-1',
    },
  })
})
