import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShell, type Shell } from './support/cli.ts'
import { ADMIN, type ServerProcess, startServer } from './support/server.ts'

let server: ServerProcess
let empty: ServerProcess
let shell: Shell
/** Of an administrator of the empty server. */
let other: Shell
beforeAll(async () => {
  ;[server, empty] = await Promise.all([startServer(), startServer()])
  ;[shell, other] = await Promise.all([signedIn(server), signedIn(empty)])
})
afterAll(async () => {
  for (const resource of [shell, other, server, empty]) await resource?.[Symbol.asyncDispose]()
})

async function signedIn({ url }: ServerProcess): Promise<Shell> {
  const own = await openShell()
  await own.roster(['login', ADMIN.email, '--password-stdin', '--url', url], { input: ADMIN.password })
  return own
}

interface Totals {
  readonly read: number
  readonly created: number
  readonly unchanged: number
  readonly conflict: number
  readonly invalid: number
  readonly skipped: number
}

interface ReportLine {
  readonly row: number
  readonly line?: number
  readonly source_id?: string
  readonly email: string | null
  readonly outcome: string
  readonly user_id: string | null
  readonly errors: readonly { readonly field: string; readonly code: string }[]
}

const fileOf = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(shell.home, name)
  await writeFile(path, content)
  return path
}

const reportOf = async (name: string): Promise<ReportLine[]> =>
  (await readFile(join(shell.home, name), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReportLine)

const HASH = 'pbkdf2_sha256$1000$jsTbGcc5vXtVyL9SdOCSWY$Pfc7qKkZtg92JxDJ8+Xc/QP2k/R0JguCIvNLGAxuybU='
const PASSWORD_OF_HASH = 'correct horse battery staple'

describe('roster users import', () => {
  test('takes what is valid, says what became of each row, and ends with 8 when something is left', async () => {
    const csv = [
      'email,name,role,password_hash,email_verified,created_at',
      `ada@csv.example,Ada,,${HASH},yes,2020-01-01`,
      `bob@csv.example,"'=SUM(1,2)",admin,,,`,
      'nobody,Nobody,,,,',
      'carl@csv.example,Carl,,$apr1$MYo7DXWm$VjEcxeeOEPyxrhuDVRNtP1,,',
      'dora@csv.example,short',
      'ada@csv.example,Somebody else,,,,',
    ].join('\r\n')
    const path = await fileOf('users.csv', csv)
    const words = ['users', 'import', path, '--report', join(shell.home, 'report.ndjson')]

    const dry = await shell.roster([...words, '--dry-run', '--json'])
    expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([
      8,
      { dry_run: true, created: 2, conflict: 1, invalid: 3 },
    ])
    expect(await shell.json(['users', 'list', '--search', '@csv.example'])).toEqual([])

    const { code, stdout, stderr } = await shell.roster(words)
    expect([code, stdout]).toEqual([8, '6 rows: 2 created, 0 unchanged, 1 in conflict, 3 not valid.\n'])
    expect(stderr).toContain('Row 3 (line 4) nobody: not valid. email: Must be an e-mail address')
    const report = await reportOf('report.ndjson')
    expect(report.map(({ line, outcome, errors }) => [line, outcome, errors[0]?.code])).toEqual([
      [2, 'created', undefined],
      [3, 'created', undefined],
      [4, 'invalid', 'invalid_email'],
      [5, 'invalid', 'hash_too_weak'],
      [6, 'invalid', 'unreadable'],
      [7, 'conflict', 'differs'],
    ])
    expect(await shell.json(['users', 'get', 'bob@csv.example'])).toMatchObject({ name: '=SUM(1,2)', role: 'admin' })
    const own = await openShell()
    const input = PASSWORD_OF_HASH
    const login = await own.roster(['login', 'ada@csv.example', '--password-stdin', '--url', server.url], { input })
    expect([login.code, login.stderr]).toMatchObject([0, ''])
    await own[Symbol.asyncDispose]()

    const again = await shell.roster([...words, '--drop-unusable-hashes', '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({ created: 1, unchanged: 2, passwords_dropped: 1 })
  })

  test('reads standard input, packed files, and JSON of other systems', async () => {
    const dump = JSON.stringify([
      { model: 'auth.group', pk: 1, fields: { name: 'staff' } },
      { model: 'auth.user', pk: 7, fields: { email: 'eva@django.example', password: HASH, username: 'eva' } },
    ])
    const words = ['users', 'import', '-', '--from', 'django', '--report', join(shell.home, 'django.ndjson')]
    expect(await shell.json<Totals>(words, { input: dump })).toMatchObject({ read: 2, created: 1, skipped: 1 })
    expect((await reportOf('django.ndjson'))[1]).toMatchObject({ source_id: '7', email: 'eva@django.example' })

    const users = [{ username: 'kim', email: 'kim@keycloak.example', emailVerified: true }, { username: 'nomail' }]
    const realm = { realm: 'r', users }
    const packed = await fileOf('realm.json.gz', gzipSync(JSON.stringify(realm, null, 2)))
    const { code, stdout, stderr } = await shell.roster(['users', 'import', packed, '--from', 'keycloak', '--json'])
    expect([code, JSON.parse(stdout)]).toMatchObject([8, { read: 2, created: 1, invalid: 1 }])
    expect(stderr).toContain('Row 2: not valid. Has no e-mail address')
  })

  test.each([
    ['a column that is none', 'email,phone\na@b.example,1\n', [], 'There is no field phone'],
    ['no CSV', 'email,name\na@b.example,"oops\n', [], 'This is no CSV'],
    ['no JSON', '[{"email":"x@cut.example"},{"ema', [], 'This is no JSON'],
    [
      'hashes of Firebase without their key',
      '{"users":[{"localId":"1","email":"a@b.example","passwordHash":"AAAA"}]}',
      ['--from', 'firebase'],
      'signer key',
    ],
  ])('says what to do about %s', async (_, input, options, problem) => {
    const { code, stdout, stderr } = await shell.roster(['users', 'import', '-', ...options], { input })
    expect([code, stdout, stderr]).toEqual([
      expect.toSatisfy((value) => value === 2 || value === 6),
      '',
      expect.stringContaining(problem),
    ])
  })

  test('interrupted at random and run again, ends with each row exactly once', async () => {
    const emails = Array.from({ length: 12_000 }, (_, index) => `person-${index}@interrupted.example`)
    const path = await fileOf('many.ndjson', emails.map((email) => `${JSON.stringify({ email })}\n`).join(''))
    const report = join(shell.home, 'many-report.ndjson')
    const words = ['users', 'import', path, '--report', report, '--json']
    let kills = 0
    for (let attempt = 0; attempt < 4; attempt++) {
      await writeFile(report, '')
      const child = shell.start(words)
      const closed = once(child, 'close')
      // Killed once some batches are through, each time at another one.
      const goal = 1 + Math.floor(Math.random() * 6)
      while (child.exitCode === null && linesIn(await readFile(report, 'utf8')) < goal * 500) await delay(10)
      if (child.exitCode === null) {
        child.kill('SIGKILL')
        kills += 1
      }
      await closed
    }
    expect(kills).toBeGreaterThan(0)
    const totals = await shell.json<Totals>(words)
    expect(totals).toMatchObject({ read: 12_000, conflict: 0, invalid: 0, skipped: 0 })
    expect(totals.created).toBeLessThan(12_000)
    expect(totals.created + totals.unchanged).toBe(12_000)

    const { stdout } = await shell.roster(['users', 'export', '--search', '@interrupted.example'])
    const users = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { email: string; id: string })
    expect(users.map(({ email }) => email).sort()).toEqual(emails.toSorted())
    expect(new Set(users.map(({ id }) => id)).size).toBe(12_000)
    const lines = await reportOf('many-report.ndjson')
    expect(new Map(lines.map(({ email, user_id: id }) => [email, id]))).toEqual(
      new Map(users.map(({ email, id }) => [email, id])),
    )
  })
})

describe('roster users export', () => {
  test.each(['ndjson', 'csv'])('as %s, imported into an empty server, reproduces everybody exactly', async (format) => {
    const people = ['=1+1', "'@x", 'Größe, "q"', "'t Hooft", null].map((name, index) => ({
      email: `p${index}@moved-${format}.example`,
      name,
      role: index === 0 ? 'admin' : 'user',
      status: index === 1 ? 'disabled' : 'active',
      password_hash: index === 2 ? null : HASH,
      email_verified_at: index === 3 ? '2021-02-03T04:05:06.789Z' : null,
      created_at: '2020-01-01T00:00:00.001Z',
      last_login_at: index === 4 ? '2022-02-03T04:05:06.007Z' : null,
      deleted_at: index === 1 ? '2026-01-01T00:00:00Z' : null,
    }))
    const input = people.map((person) => JSON.stringify(person)).join('\n')
    expect(await shell.json<Totals>(['users', 'import', '-'], { input })).toMatchObject({ created: 5 })

    const path = join(shell.home, `all.${format}`)
    const words = ['--search', `@moved-${format}.example`, '--include-deleted', '--password-hashes', '--output']
    const { code, stderr } = await shell.roster(['users', 'export', ...words, path])
    expect([code, stderr]).toEqual([0, expect.stringContaining('password hashes: keep it encrypted')])
    const written = await readFile(path, 'utf8')
    if (format === 'csv') expect(written).not.toMatch(/(?:^|,)"?[=+\-@]/m)

    expect(await other.json<Totals>(['users', 'import', path])).toMatchObject({ read: 5, created: 5 })
    const copy = join(other.home, `copy.${format}`)
    await other.roster(['users', 'export', ...words, copy])
    expect(await readFile(copy, 'utf8')).toBe(written)
    expect(await other.json<Totals>(['users', 'import', copy])).toMatchObject({ created: 0, unchanged: 5 })
  })

  test('that breaks off leaves the file of before', async () => {
    const path = await fileOf('kept.ndjson', 'before\n')
    const env = { ROSTER_URL: server.url, ROSTER_API_KEY: 'rk_wrong' }
    const { code } = await shell.roster(['users', 'export', '--output', path], { env })
    expect(code).toBe(3)
    expect(await readFile(path, 'utf8')).toBe('before\n')
  })
})

const linesIn = (text: string): number => text.split('\n').length - 1
