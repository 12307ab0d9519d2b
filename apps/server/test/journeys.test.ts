import { issueBootstrapLink } from '@roster/domain'
import { systemContext, tokenIn } from '@roster/domain/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, type Person, startServer, TEST_PASSWORD } from './support/live-server.ts'
import { operations } from './support/operations.ts'
import { type Caller, type Result, type Wire, wires } from './support/wire.ts'

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const NEW_PASSWORD = 'an even longer pass phrase'
const NEWER_PASSWORD = 'the longest of these pass phrases'

interface Pair {
  readonly accessToken: string
  readonly refreshToken: string
}

/** A person at one wire: what they do succeeds, or a step is expected to fail with a code. */
function traveller(wire: Wire) {
  const call = (id: string, input?: unknown, by?: Caller) => server.call(wire, id, input, by)
  async function does<Data = unknown>(id: string, input?: unknown, by?: Caller): Promise<Data> {
    const result = await call(id, input, by)
    if (!result.ok) throw new Error(`${id}: ${result.code} ${result.detail}`)
    return result.data as Data
  }
  const fails = async (id: string, input?: unknown, by?: Caller): Promise<string> => {
    const result = await call(id, input, by)
    return result.ok ? 'success' : result.code
  }
  const signIn = async (email: string, password: string) => {
    const { accessToken: token, refreshToken } = await does<Pair>('users.login', { email, password })
    return { token, refreshToken }
  }
  return { call, does, fails, signIn }
}

const subjects = async (address: string) => (await server.world.mailsTo(address)).map(({ subject }) => subject)
const lastToken = async (address: string) => tokenIn((await server.world.mailsTo(address)).at(-1))
const etagOf = (result: Result) => result.headers.get('etag')

describe.each(wires)('over %s', (wire) => {
  const { call, does, fails, signIn } = traveller(wire)
  const me = { userId: 'me' }
  const addressOf = (name: string) => `${name}-${wire.toLowerCase()}@example.com`

  test('somebody registers, confirms the address, signs in, changes everything, forgets the password and signs out', async () => {
    const email = addressOf('ada')
    const registered = await does('users.register', { email: `  ${email.toUpperCase()} `, password: TEST_PASSWORD })
    expect(registered).toMatchObject({ email, emailVerified: false, name: null, role: 'user', status: 'active' })
    const [welcome] = await server.world.mailsTo(email)
    expect(welcome?.text).toContain('http://roster.test/verify-email#token=')

    const early = await signIn(email, TEST_PASSWORD)
    await does('users.verifyEmail', { token: tokenIn(welcome) })
    expect(await fails('users.get', me, early)).toBe('UNAUTHENTICATED')
    expect(await fails('users.verifyEmail', { token: tokenIn(welcome) })).toBe('VERIFICATION_TOKEN_INVALID')

    const first = await signIn(email, TEST_PASSWORD)
    expect(await does('users.get', me, first)).toMatchObject({ email, emailVerified: true })

    const ifMatch = etagOf(await call('users.get', me, first))
    expect(await does('users.update', { ...me, name: ' Ada Lovelace ', ifMatch }, first)).toMatchObject({
      name: 'Ada Lovelace',
    })
    expect(await fails('users.update', { ...me, name: 'Somebody', ifMatch }, first)).toBe('VERSION_CONFLICT')

    const newEmail = addressOf('countess')
    await does('users.update', { ...me, email: newEmail, currentPassword: TEST_PASSWORD }, first)
    expect(await does('users.get', me, first)).toMatchObject({ email, emailVerified: true })
    expect(await subjects(newEmail)).toHaveLength(1)
    expect((await server.world.mailsTo(email)).at(-1)?.text).toContain(newEmail)
    await does('users.verifyEmail', { token: await lastToken(newEmail) }, first)
    expect(await does('users.get', me, first)).toMatchObject({ email: newEmail, emailVerified: true })
    expect(await subjects(email)).toHaveLength(3)
    expect(await fails('users.login', { email, password: TEST_PASSWORD })).toBe('INVALID_CREDENTIALS')
    await does('users.register', { email, password: TEST_PASSWORD })

    const second = await signIn(newEmail, TEST_PASSWORD)
    await does('users.update', { ...me, password: NEW_PASSWORD, currentPassword: TEST_PASSWORD }, second)
    expect(await fails('users.get', me, first)).toBe('UNAUTHENTICATED')
    expect(await fails('users.refresh', first)).not.toBe('success')
    expect(await does('users.get', me, second)).toMatchObject({ email: newEmail })
    expect(await subjects(newEmail)).toHaveLength(2)
    expect(await fails('users.login', { email: newEmail, password: TEST_PASSWORD })).toBe('INVALID_CREDENTIALS')

    await does('users.resetPassword', { email: newEmail })
    const reset = (await server.world.mailsTo(newEmail)).at(-1)
    expect(reset?.text).toContain('http://roster.test/reset-password#token=')
    const weak = { token: tokenIn(reset), newPassword: 'password1' }
    expect(await fails('users.confirmPasswordReset', weak)).toBe('VALIDATION_FAILED')
    await does('users.confirmPasswordReset', { token: tokenIn(reset), newPassword: NEWER_PASSWORD })
    expect(await fails('users.confirmPasswordReset', { token: tokenIn(reset), newPassword: NEW_PASSWORD })).toBe(
      'RESET_TOKEN_INVALID',
    )
    expect(await fails('users.get', me, second)).toBe('UNAUTHENTICATED')
    expect(await fails('users.refresh', { refreshToken: second.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
    expect(await subjects(newEmail)).toHaveLength(4)

    const last = await signIn(newEmail, NEWER_PASSWORD)
    await does('users.logout', undefined, last)
    expect(await fails('users.get', me, last)).toBe('UNAUTHENTICATED')
    expect(await fails('users.refresh', { refreshToken: last.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
  })

  test('a refresh token works once, its predecessor again for a moment, and one that was spent ends the session', async () => {
    const person = await server.person()
    const second = await does<Pair>('users.refresh', { refreshToken: person.refreshToken })
    expect(await does('users.refresh', { refreshToken: person.refreshToken })).toMatchObject({
      refreshToken: second.refreshToken,
    })
    const third = await does<Pair>('users.refresh', { refreshToken: second.refreshToken })
    server.world.advance(11)
    expect(await fails('users.refresh', { refreshToken: second.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
    expect(await fails('users.refresh', { refreshToken: third.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
    expect(await fails('users.get', me, { token: third.accessToken })).toBe('UNAUTHENTICATED')
  })

  test('a stranger who registered the address first keeps nothing once its owner confirms it', async () => {
    const email = addressOf('owner')
    await does('users.register', { email, password: TEST_PASSWORD })
    const stranger = await signIn(email, TEST_PASSWORD)
    const strangersMailbox = addressOf('stranger')
    await does('users.update', { ...me, email: strangersMailbox, currentPassword: TEST_PASSWORD }, stranger)
    const change = await lastToken(strangersMailbox)

    await does('users.resetPassword', { email })
    await does('users.confirmPasswordReset', { token: await lastToken(email), newPassword: NEW_PASSWORD })
    expect(await fails('users.get', me, stranger)).toBe('UNAUTHENTICATED')
    expect(await fails('users.refresh', { refreshToken: stranger.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
    expect(await fails('users.verifyEmail', { token: change })).toBe('VERIFICATION_TOKEN_INVALID')
    expect(await does('users.get', me, await signIn(email, NEW_PASSWORD))).toMatchObject({ email, emailVerified: true })
  })

  test('a mailed link works until a newer one is asked for, and not for ever', async () => {
    const { email } = await server.person()
    await does('users.resetPassword', { email })
    const older = await lastToken(email)
    await does('users.resetPassword', { email })
    const newer = await lastToken(email)
    expect(await fails('users.confirmPasswordReset', { token: older, newPassword: NEW_PASSWORD })).toBe(
      'RESET_TOKEN_INVALID',
    )
    server.world.advance(31 * 60)
    expect(await fails('users.confirmPasswordReset', { token: newer, newPassword: NEW_PASSWORD })).toBe(
      'RESET_TOKEN_INVALID',
    )
  })

  test('nobody gets a mail who has no account, and the answer is the same', async () => {
    const nobody = addressOf('nobody')
    const known = await server.person()
    for (const id of ['users.resetPassword', 'users.resendVerification']) {
      expect(await does(id, { email: nobody })).toEqual(await does(id, { email: known.email }))
    }
    expect(await server.world.mailsTo(nobody)).toEqual([])
  })

  test('an administrator reads, changes, disables, deletes and restores somebody, and the log tells of it', async () => {
    const admin = await server.person({ role: 'admin' })
    const ada = await server.person({ name: 'Ada', verified: true })
    const about = { userId: ada.id }
    expect(await does('users.get', about, admin)).toMatchObject({ id: ada.id, name: 'Ada' })

    await does('users.update', { ...about, name: 'Countess' }, admin)
    await does('users.update', { ...about, status: 'disabled' }, admin)
    expect(await fails('users.get', me, ada)).toBe('UNAUTHENTICATED')
    expect(await fails('users.refresh', { refreshToken: ada.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
    expect(await fails('users.login', { email: ada.email, password: TEST_PASSWORD })).toBe('ACCOUNT_DISABLED')
    expect(await fails('users.login', { email: ada.email, password: 'wrong' })).toBe('INVALID_CREDENTIALS')

    await does('users.update', { ...about, status: 'active' }, admin)
    expect(await fails('users.get', me, ada)).toBe('UNAUTHENTICATED')
    const back = await signIn(ada.email, TEST_PASSWORD)

    await does('users.update', { ...about, role: 'admin' }, admin)
    expect(await does('users.list', { limit: 1 }, back)).toMatchObject({ items: [expect.anything()] })
    await does('users.update', { ...about, role: 'user' }, admin)
    expect(await fails('users.list', { limit: 1 }, back)).toBe('FORBIDDEN')

    await does('users.delete', about, admin)
    expect(await fails('users.delete', about, admin)).toBe('USER_NOT_FOUND')
    expect(await fails('users.get', me, back)).toBe('UNAUTHENTICATED')
    expect(await fails('users.login', { email: ada.email, password: TEST_PASSWORD })).toBe('INVALID_CREDENTIALS')
    expect(await fails('users.register', { email: ada.email, password: TEST_PASSWORD })).toBe('EMAIL_TAKEN')
    expect(await does('users.get', about, admin)).toMatchObject({ status: 'deleted' })
    const search = { search: ada.email, includeTotal: true }
    expect(await does('users.list', search, admin)).toEqual({ items: [], nextCursor: null, total: 0 })
    expect(await does('users.list', { ...search, status: 'deleted' }, admin)).toMatchObject({
      items: [{ id: ada.id }],
      total: 1,
    })

    expect(await does('users.restore', about, admin)).toMatchObject({
      status: 'active',
      role: 'user',
      name: 'Countess',
    })
    expect(await does('users.restore', about, admin)).toMatchObject({ status: 'active' })
    expect(await fails('users.get', me, back)).toBe('UNAUTHENTICATED')
    await signIn(ada.email, TEST_PASSWORD)

    const trail = await does<{ items: { action: string; actor: { id: string | null }; changes: object }[] }>(
      'audit.list',
      { subjectId: ada.id, limit: 100 },
      admin,
    )
    const told = trail.items.toReversed().map(({ action, actor: { id } }) => [action, id === admin.id ? 'admin' : id])
    expect(told).toEqual([
      ['user.registered', null],
      ['session.created', expect.toBeOneOf([null, ada.id])],
      ['user.updated', 'admin'],
      ['user.disabled', 'admin'],
      ['user.enabled', 'admin'],
      ['session.created', expect.toBeOneOf([null, ada.id])],
      ['user.role_changed', 'admin'],
      ['user.role_changed', 'admin'],
      ['user.deleted', 'admin'],
      ['user.restored', 'admin'],
      ['session.created', expect.toBeOneOf([null, ada.id])],
    ])
    expect(JSON.stringify(trail)).not.toContain(ada.email)
    expect(JSON.stringify(trail)).not.toContain('Countess')
  })

  test('a disabled user who is deleted and restored comes back disabled', async () => {
    const admin = await server.person({ role: 'admin' })
    const { id: userId } = await server.person({ status: 'disabled' })
    await does('users.delete', { userId }, admin)
    expect(await does('users.restore', { userId }, admin)).toMatchObject({ status: 'disabled' })
  })

  test('sessions are listed without a token and ended one by one or all at once', async () => {
    const person = await server.person()
    server.world.advance(1)
    const other = await server.signIn(person)
    type Listed = { items: { id: string; current: boolean }[] }
    const { items } = await does<Listed>('sessions.list', me, person)
    expect(items.map(({ id, current }) => [id, current])).toEqual([
      [other.sessionId, false],
      [person.sessionId, true],
    ])
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      'createdAt',
      'current',
      'expiresAt',
      'id',
      'ipAddress',
      'lastUsedAt',
      'userAgent',
    ])

    await does('sessions.revoke', { ...me, sessionId: other.sessionId }, person)
    expect(await fails('users.get', me, other)).toBe('UNAUTHENTICATED')
    expect(await fails('users.refresh', { refreshToken: other.refreshToken })).toBe('REFRESH_TOKEN_INVALID')
    expect(await fails('sessions.revoke', { ...me, sessionId: other.sessionId }, person)).toBe('NOT_FOUND')

    await does('sessions.revokeAll', me, person)
    expect(await fails('users.get', me, person)).toBe('UNAUTHENTICATED')
  })

  test('somebody is invited by a program, accepts, and signs in; the program is told what it may not do', async () => {
    const admin = await server.person({ role: 'admin' })
    const expiresAt = new Date(server.world.services.now().getTime() + 3600_000).toISOString()
    const input = { name: 'Onboarding', scopes: ['users:write'], expiresAt }
    const { secret } = await does<{ secret: string }>('apiKeys.create', input, admin)
    const program = { token: secret }
    const email = addressOf('invited')
    const { id } = await does<{ id: string }>('users.invite', { email, name: 'Grace' }, program)
    expect(await call('users.list', {}, program)).toMatchObject({
      code: 'FORBIDDEN',
      detail: 'This API key would need the scope users.list or users:read.',
    })
    expect(await call('apiKeys.list', {}, program)).toMatchObject({
      code: 'FORBIDDEN',
      detail: expect.stringContaining('signed in'),
    })
    expect(await call('users.update', me, program)).toMatchObject({
      code: 'FORBIDDEN',
      detail: expect.stringContaining('no account'),
    })
    expect(await call('users.update', { userId: id, role: 'admin' }, program)).toMatchObject({ code: 'FORBIDDEN' })

    expect(await fails('users.login', { email, password: TEST_PASSWORD })).toBe('INVALID_CREDENTIALS')
    await does('users.resendInvitation', { userId: id }, program)
    await does('users.acceptInvitation', { token: await lastToken(email), newPassword: TEST_PASSWORD })
    const guest = await signIn(email, TEST_PASSWORD)
    expect(await does('users.get', me, guest)).toMatchObject({ id, name: 'Grace', emailVerified: true })
    expect(await fails('users.resendInvitation', { userId: id }, program)).toBe('CONFLICT')
    expect((await server.world.auditOf({ id })).slice(0, 2)).toMatchObject([
      { action: 'user.invited', actorType: 'api_key' },
      { action: 'user.invitation_sent', actorType: 'api_key' },
    ])
  })

  test('me means the caller wherever a user id stands', async () => {
    const taking = operations.filter(({ path }) => path.includes('{user_id}')).map(({ id }) => id)
    expect(taking.sort()).toEqual([
      'sessions.list',
      'sessions.revoke',
      'sessions.revokeAll',
      'users.delete',
      'users.get',
      'users.resendInvitation',
      'users.restore',
      'users.update',
    ])
    await server.person({ role: 'admin' })
    const asAdmin = () => server.person({ role: 'admin' })

    const admin = await asAdmin()
    for (const id of ['users.get', 'users.restore', 'users.update']) {
      expect(await does(id, me, admin)).toMatchObject({ id: admin.id, status: 'active' })
    }
    expect(await does('sessions.list', me, admin)).toMatchObject({ items: [{ id: admin.sessionId, current: true }] })
    expect(await fails('users.resendInvitation', me, admin)).toBe('CONFLICT')
    await does('sessions.revoke', { ...me, sessionId: admin.sessionId }, admin)
    expect(await fails('users.get', me, admin)).toBe('UNAUTHENTICATED')

    const second = await asAdmin()
    await does('sessions.revokeAll', me, second)
    expect(await fails('users.get', me, second)).toBe('UNAUTHENTICATED')

    const third = await asAdmin()
    await does('users.delete', me, third)
    expect(await server.world.stored(third)).toMatchObject({ deletedAt: expect.any(Date) })
    expect(await fails('users.get', me, third)).toBe('UNAUTHENTICATED')
  })

  test('an address that an administrator sets has to be confirmed as well', async () => {
    const admin = await server.person({ role: 'admin' })
    const person = await server.person()
    const email = addressOf('set-by-admin')
    expect(await does('users.update', { userId: person.id, email }, admin)).toMatchObject({ email: person.email })
    expect((await server.world.mailsTo(person.email)).at(-1)?.text).toContain(email)
    await does('users.verifyEmail', { token: await lastToken(email) })
    expect(await does('users.get', { userId: person.id }, admin)).toMatchObject({ email, emailVerified: true })
  })
})

test('the printed link makes the first administrator, once', async () => {
  await using fresh = await startServer()
  const link = await issueBootstrapLink(systemContext(fresh.world.services))
  const token = link?.split('#token=')[1]
  const root = { token, email: 'root@example.com', password: TEST_PASSWORD }
  const made = await fresh.call('REST', 'users.bootstrap', root)
  expect(made).toMatchObject({ ok: true, status: 201, data: { role: 'admin', emailVerified: true } })
  const again = await fresh.call('tRPC', 'users.bootstrap', { ...root, email: 'two@example.com' })
  expect(again).toMatchObject({ ok: false, code: 'BOOTSTRAP_TOKEN_INVALID' })
  expect(await issueBootstrapLink(systemContext(fresh.world.services))).toBeUndefined()
  const signedIn = await fresh.call('REST', 'users.login', { email: root.email, password: TEST_PASSWORD })
  const { accessToken } = (signedIn.ok ? signedIn.data : {}) as Pair
  expect(await fresh.call('REST', 'users.delete', { userId: 'me' }, { token: accessToken })).toMatchObject({
    code: 'LAST_ADMIN',
  })
})

describe('the pages of a list', () => {
  const idsOf = async (admin: Person, first: string, between?: (page: number) => Promise<unknown>) => {
    const ids: string[] = []
    let next: string | undefined = first
    for (let page = 0; next !== undefined; page++) {
      const reply: Response = await server.fetch(next, { headers: { authorization: `Bearer ${admin.token}` } })
      expect(reply.status).toBe(200)
      const { items, next_cursor } = (await reply.json()) as { items: { id: string }[]; next_cursor: string | null }
      ids.push(...items.map(({ id }) => id))
      next = /^<([^>]+)>; rel="next"$/.exec(reply.headers.get('link') ?? '')?.[1]
      expect(next === undefined).toBe(next_cursor === null)
      await between?.(page)
    }
    return ids
  }

  test.each(['-created_at', 'email', 'name', '-last_login_at'])(
    'show each row that stays exactly once, by %s, while others come and go',
    async (sort) => {
      const admin = await server.person({ role: 'admin' })
      const mark = `paged${sort.replace(/\W|_/g, '')}${sort.startsWith('-') ? 'down' : 'up'}`
      const names = ['b', null, 'a', 'B', null, 'é', '\u{1f98a}', 'a']
      const staying: string[] = []
      const leaving: string[] = []
      for (const [index, name] of names.entries()) {
        server.world.advance(index % 2)
        const traits = { ...(name !== null && { name }), email: `${mark}-${index}@example.com` }
        staying.push((await (index % 3 === 0 ? server.person(traits) : server.world.user(traits))).id)
        if (index % 2 === 0)
          leaving.push((await server.world.user({ email: `${mark}-leaving-${index}@example.com` })).id)
      }
      const seen = await idsOf(admin, `/api/v1/users?search=${mark}&limit=2&sort=${sort}`, async (page) => {
        const userId = leaving[page]
        if (userId !== undefined) await server.call('tRPC', 'users.delete', { userId }, admin)
        await server.world.user({ email: `${mark}-coming-${page}@example.com`, name: 'c' })
      }).then((ids) => ids.filter((id) => staying.includes(id)))
      expect(seen.toSorted()).toEqual(staying.toSorted())
    },
  )

  test('of the audit log are followed by Link, too', async () => {
    const admin = await server.person({ role: 'admin' })
    const { id } = await server.person()
    await server.signIn(await server.person())
    const all = await idsOf(admin, `/api/v1/audit-events?subject_id=${id}&limit=1`)
    expect(all.length).toBeGreaterThan(1)
    expect(new Set(all).size).toBe(all.length)
  })
})
