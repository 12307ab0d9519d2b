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

interface User {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly role: string
  readonly status: string
}

const PASSWORD = 'seven wet owls at noon'

const create = (email: string, ...words: readonly string[]) =>
  shell.json<User>(['users', 'create', email, '--password-stdin', ...words], { input: PASSWORD })
const get = (who: string) => shell.json<User>(['users', 'get', who])

/** Signs somebody in from a machine of their own. */
async function signIn(email: string): Promise<Shell> {
  const own = await openShell()
  await own.roster(['login', email, '--password-stdin', '--url', server.url], { input: PASSWORD })
  return own
}

describe('users', () => {
  test('are created with a name and a role, and found by address, id and `me`', async () => {
    const ada = await create('Ada@EXAMPLE.com', '--name', 'Ada Lovelace', '--role', 'admin')
    expect(ada).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', role: 'admin', status: 'active' })
    expect(await get(' ADA@example.com ')).toEqual(ada)
    expect(await get(ada.id.toUpperCase())).toEqual(ada)
    expect(await get('me')).toMatchObject({ email: ADMIN.email })
  })

  test('are invited to choose a password, and again while they have not', async () => {
    const words = ['users', 'invite', 'guest@example.com']
    expect((await shell.roster([...words, '--dry-run'])).stdout).toContain('Mails guest@example.com a link')
    expect((await shell.roster(['users', 'get', 'guest@example.com'])).code).toBe(4)
    expect(await shell.json([...words, '--name', 'Guest'])).toMatchObject({ name: 'Guest', email_verified: false })
    expect((await shell.roster(words)).code).toBe(5)
    expect((await shell.roster([...words, '--resend'])).stdout).toContain('Invited guest@example.com again.')
    const late = await shell.roster(['users', 'invite', ADMIN.email, '--resend'])
    expect([late.code, late.stderr]).toEqual([5, expect.stringContaining('Look at the present state')])
  })

  test('are found by their own address, and by no other that holds it', async () => {
    await create('bb@example.com')
    const { id } = await create('b@example.com')
    expect((await get('b@example.com')).id).toBe(id)
    const { code, stderr } = await shell.roster(['users', 'get', 'example.com'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('neither an e-mail address nor an id')])
  })

  test('are listed as a table, an array, lines or ids, and all of them when asked', async () => {
    for (const name of ['one', 'two', 'three']) await create(`${name}@list.example`, '--name', name)
    const words = ['users', 'list', '--search', 'list.example', '--sort', 'email']
    const table = await shell.roster(words)
    expect(table.stdout.split('\n').map((line) => line.split(/ {2,}/)[1])).toEqual([
      'E-MAIL',
      'one@list.example',
      'three@list.example',
      'two@list.example',
      undefined,
    ])
    expect(table.stderr).toBe('')
    const array = await shell.json<User[]>(words)
    expect(array.map(({ email }) => email)).toEqual(['one@list.example', 'three@list.example', 'two@list.example'])
    const lines = await shell.roster([...words, '--ndjson', '--limit', '2'])
    expect(
      lines.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(array.slice(0, 2))
    expect(lines.stderr).toBe('There are more than these 2: add --all, or --limit with a number.\n')
    const ids = await shell.roster([...words, '--quiet', '--limit', '1'])
    expect(ids).toEqual({ code: 0, stdout: `${array[0]?.id}\n`, stderr: '' })
    const none = await shell.roster(['users', 'list', '--search', 'nobody', '--json'])
    expect(none).toEqual({ code: 0, stdout: '[]\n', stderr: 'No users match.\n' })
  })

  test('are listed page by page until there are none', async () => {
    const api = await shell.roster(['users', 'list', '--all', '--quiet'])
    const byPages = await shell.roster(['users', 'list', '--limit', '100000', '--quiet'])
    expect(byPages.stdout).toBe(api.stdout)
    const first = await shell.roster(['users', 'list', '--limit', '3', '--quiet'])
    expect(api.stdout.startsWith(first.stdout)).toBe(true)
  })

  test('change as the dry run has said, and it has changed nothing', async () => {
    const { id } = await create('change@example.com', '--name', 'Before')
    const words = ['users', 'update', 'change@example.com', '--name', 'After', '--role', 'admin']
    expect(await shell.json([...words, '--dry-run'])).toEqual({
      dry_run: true,
      operation: 'users.update',
      title: 'Update change@example.com',
      subject_id: id,
      changes: { name: { from: 'Before', to: 'After' }, role: { from: 'user', to: 'admin' } },
      effects: [],
    })
    expect((await shell.roster([...words, '--dry-run'])).stdout).toContain(
      '  name  Before → After\n  role  user → admin\n',
    )
    expect(await get('change@example.com')).toMatchObject({ name: 'Before', role: 'user' })
    expect(await shell.json([...words, '--yes'])).toMatchObject({ id, name: 'After', role: 'admin' })
    expect(await shell.json(['users', 'update', id, '--no-name'])).toMatchObject({ name: null })
    expect((await shell.roster(['users', 'update', id, '--no-name'])).stderr).toContain('nothing to do')
    expect((await shell.roster(['users', 'update', id])).code).toBe(2)
  })

  test('change their own address with their own password', async () => {
    await create('own@example.com')
    await using own = await signIn('own@example.com')
    const words = ['users', 'update', 'own@example.com', '--email', 'new@example.com']
    expect((await own.roster([...words, '--password-stdin'], { input: 'wrong' })).code).toBe(3)
    const outcome = await own.roster([...words, '--password-stdin'], { input: PASSWORD })
    expect(outcome.code).toBe(0)
    // It counts once the mailed link is followed.
    expect(outcome.stdout).toContain('own@example.com')
  })

  test('are disabled with all their sessions, and enabled again', async () => {
    await create('off@example.com')
    await using own = await signIn('off@example.com')
    const shown = await shell.roster(['users', 'disable', 'off@example.com', '--dry-run'])
    expect(shown.stdout).toContain('  status  active → disabled\n  Ends 1 session.\n')
    expect((await own.roster(['whoami'])).code).toBe(0)
    const refused = await shell.roster(['users', 'disable', 'off@example.com'])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Add --yes')])
    expect(await shell.json(['users', 'disable', 'off@example.com', '--yes'])).toMatchObject({ status: 'disabled' })
    expect((await own.roster(['whoami'])).code).toBe(3)
    const again = await shell.roster(['users', 'disable', 'off@example.com', '--yes'])
    expect([again.code, again.stderr]).toEqual([0, 'off@example.com is disabled already: nothing to do.\n'])
    expect(await shell.json(['users', 'enable', 'off@example.com'])).toMatchObject({ status: 'active' })
  })

  test('are deleted, found as such, and restored', async () => {
    const { id } = await create('gone@example.com')
    expect((await shell.roster(['users', 'delete', id, '--yes', '--quiet'])).stdout).toBe(`${id}\n`)
    expect(await get('gone@example.com')).toMatchObject({ id, status: 'deleted' })
    const enabled = await shell.roster(['users', 'enable', 'gone@example.com'])
    expect([enabled.code, enabled.stderr]).toEqual([5, expect.stringContaining('roster users restore')])
    expect(await shell.json(['users', 'restore', 'gone@example.com'])).toMatchObject({ id, status: 'active' })
  })

  test('get a mail to choose a new password, and nobody learns whether they exist', async () => {
    await create('forgot@example.com')
    await using nobody = await openShell({ ROSTER_URL: server.url })
    const known = await nobody.roster(['users', 'reset-password', 'forgot@example.com'])
    const unknown = await nobody.roster(['users', 'reset-password', 'stranger@example.com'])
    expect(known).toEqual(unknown)
    expect(known.code).toBe(0)
  })

  test('are signed out everywhere, or of one session', async () => {
    await create('busy@example.com')
    await using one = await signIn('busy@example.com')
    await using two = await signIn('busy@example.com')
    const [session] = (await one.json<{ id: string; current: boolean }[]>(['users', 'sessions', 'me'])).filter(
      ({ current }) => current,
    )
    const words = ['users', 'sign-out', 'busy@example.com', '--session', session?.id ?? '', '--yes']
    expect(await shell.json(words)).toMatchObject({ ended: [session?.id] })
    expect((await one.roster(['whoami'])).code).toBe(3)
    expect((await two.roster(['whoami'])).code).toBe(0)
    expect((await shell.roster(words)).code).toBe(4)
    const all = await shell.json<{ ended: string[] }>(['users', 'sign-out', 'busy@example.com', '--yes'])
    expect(all.ended).toHaveLength(1)
    expect((await two.roster(['whoami'])).code).toBe(3)
  })

  test('who are not administrators reach themselves, and hear what it takes for more', async () => {
    await create('plain@example.com')
    await using own = await signIn('plain@example.com')
    expect(await own.json<User>(['users', 'get', 'plain@example.com'])).toMatchObject({ email: 'plain@example.com' })
    const outcome = await own.roster(['users', 'list'])
    expect(outcome).toMatchObject({ code: 3, stdout: '' })
    expect(outcome.stderr).toContain('This takes an administrator. See who you are: roster whoami')
  })

  test('with names that would act on a terminal are shown with the acts spelt out', async () => {
    const trap = 'gnp.exe\u202Egpj'
    const made = await create('trap@example.com', '--name', trap)
    expect(made.name).toBe(trap)
    const shown = await shell.roster(['users', 'get', 'trap@example.com'])
    expect(shown.stdout).toContain('gnp.exe\\u202egpj')
    const json = await shell.roster(['users', 'get', 'trap@example.com', '--json'])
    expect(json.stdout).toContain('\\u202e')
    expect(shown.stdout + json.stdout).not.toContain('\u202E')
  })
})
