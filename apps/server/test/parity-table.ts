import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '@roster/contract'
import { issueBootstrapLink, requestPasswordReset, updateUser } from '@roster/domain'
import { systemContext, tokenIn } from '@roster/domain/testing'
import { type LiveServer, type Person, TEST_PASSWORD } from './support/live-server.ts'
import type { Caller } from './support/wire.ts'

/** One thing that may happen to a call, and how to bring it about. */
export interface Case {
  readonly when: string
  readonly answer: 'success' | ErrorCode
  /** Makes everything the call needs. Run once for each wire. */
  readonly arrange: (server: LiveServer) => Promise<Call>
  /** Who may not sign in before their address is confirmed. */
  readonly strict?: true
}

export interface Call {
  readonly input?: unknown
  readonly by?: Caller
}

const NEW_PASSWORD = 'an even longer pass phrase'

let addresses = 0
const newAddress = () => `new-${++addresses}@example.com`

/** Somebody who acts on their own account. */
const self =
  (input: object = {}) =>
  async (server: LiveServer) => {
    const by = await server.person()
    return { by, input: { userId: 'me', ...input } }
  }

/** An administrator who acts on somebody. */
const admin = (input: (subject: Person) => object) => async (server: LiveServer) => ({
  by: await server.person({ role: 'admin' }),
  input: input(await server.person()),
})

const adminOnNobody = async (server: LiveServer) => ({
  by: await server.person({ role: 'admin' }),
  input: { userId: randomUUID() },
})

const onSomebodyElse = async (server: LiveServer) => ({
  by: await server.person(),
  input: { userId: (await server.person()).id },
})

/** The only administrator there is. */
const lastAdmin = async (server: LiveServer): Promise<Person> => {
  await removeAdmins(server)
  return server.person({ role: 'admin' })
}

const removeAdmins = (server: LiveServer) =>
  server.world.db.client.user.updateMany({ where: { role: 'admin' }, data: { role: 'user' } })

const bootstrapLink = async (server: LiveServer): Promise<string> => {
  await removeAdmins(server)
  const link = await issueBootstrapLink(systemContext(server.world.services))
  return link?.split('#token=')[1] ?? ''
}

const resetToken = async (server: LiveServer, { email }: Person): Promise<string> => {
  await requestPasswordReset(server.world.context(), { email })
  return tokenIn((await server.world.mailsTo(email)).at(-1))
}

const changeToken = async (server: LiveServer, person: Person, email: string): Promise<string> => {
  await updateUser(systemContext(server.world.services), { userId: person.id, email })
  return tokenIn((await server.world.mailsTo(email)).at(-1))
}

/** What each operation answers, beside what all of their kind do. The first case of each is a success. */
export const parityTable: Readonly<Record<string, readonly [Case, ...Case[]]>> = {
  'users.register': [
    {
      when: 'the address is new',
      answer: 'success',
      arrange: async () => ({ input: { email: newAddress(), password: TEST_PASSWORD, name: 'Ada' } }),
    },
    {
      when: 'the address belongs to an account, in another spelling',
      answer: 'EMAIL_TAKEN',
      arrange: async (server) => {
        const { email } = await server.person()
        return { input: { email: ` ${email.toUpperCase()}`, password: TEST_PASSWORD } }
      },
    },
    {
      when: 'the password is a common one',
      answer: 'VALIDATION_FAILED',
      arrange: async () => ({ input: { email: newAddress(), password: 'password1' } }),
    },
    {
      when: 'a role is asked for',
      answer: 'VALIDATION_FAILED',
      arrange: async () => ({ input: { email: newAddress(), password: TEST_PASSWORD, role: 'admin' } }),
    },
  ],
  'users.list': [
    {
      when: 'there are more than the page holds',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        await server.person()
        return { by, input: { limit: 1, sort: 'email', search: 'example', includeTotal: true, status: 'active' } }
      },
    },
    {
      when: 'the cursor is of another sort',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        const page = await server.call('tRPC', 'users.list', { limit: 1, sort: 'email' }, by)
        const { nextCursor } = (page.ok ? page.data : {}) as { nextCursor?: string }
        return { by, input: { limit: 1, sort: '-email', cursor: nextCursor } }
      },
    },
  ],
  'users.get': [
    { when: 'it is their own account', answer: 'success', arrange: self() },
    { when: 'an administrator asks', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'it is somebody else', answer: 'FORBIDDEN', arrange: onSomebodyElse },
    {
      when: 'a user asks for an id that nobody has',
      answer: 'FORBIDDEN',
      arrange: async (server) => ({ by: await server.person(), input: { userId: randomUUID() } }),
    },
    { when: 'an administrator asks for nobody', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
    {
      when: 'the id is no UUID',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({ by: await server.person(), input: { userId: 'nobody' } }),
    },
  ],
  'users.update': [
    { when: 'they change their name', answer: 'success', arrange: self({ name: 'Grace' }) },
    { when: 'they clear their name', answer: 'success', arrange: self({ name: null }) },
    { when: 'nothing is changed', answer: 'success', arrange: self() },
    {
      when: 'they change address and password',
      answer: 'success',
      arrange: async (server) =>
        self({ email: newAddress(), password: NEW_PASSWORD, currentPassword: TEST_PASSWORD })(server),
    },
    {
      when: 'it is based on the present version',
      answer: 'success',
      arrange: self({ name: 'Grace', ifMatch: '*' }),
    },
    {
      when: 'an administrator changes name, role and status',
      answer: 'success',
      arrange: admin(({ id }) => ({ userId: id, name: 'Grace', role: 'admin', status: 'disabled' })),
    },
    {
      when: 'the password is not given again',
      answer: 'REAUTHENTICATION_FAILED',
      arrange: self({ password: NEW_PASSWORD }),
    },
    {
      when: 'the password given again is wrong',
      answer: 'REAUTHENTICATION_FAILED',
      arrange: self({ email: 'somewhere@example.com', currentPassword: 'not this one' }),
    },
    {
      when: 'it is based on an old version',
      answer: 'VERSION_CONFLICT',
      arrange: self({ name: 'x', ifMatch: '"0.0"' }),
    },
    { when: 'they give themselves a role', answer: 'FORBIDDEN', arrange: self({ role: 'admin' }) },
    { when: 'it is somebody else', answer: 'FORBIDDEN', arrange: onSomebodyElse },
    {
      when: 'an administrator sets the password of somebody else',
      answer: 'FORBIDDEN',
      arrange: admin(({ id }) => ({ userId: id, password: NEW_PASSWORD })),
    },
    { when: 'an administrator changes nobody', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
    {
      when: 'the user is deleted',
      answer: 'USER_NOT_FOUND',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { userId: (await server.person({ status: 'deleted' })).id, name: 'Grace' },
      }),
    },
    {
      when: 'the new address belongs to somebody',
      answer: 'EMAIL_TAKEN',
      arrange: async (server) => {
        const { email } = await server.person()
        return self({ email, currentPassword: TEST_PASSWORD })(server)
      },
    },
    {
      when: 'the last administrator disables themselves',
      answer: 'LAST_ADMIN',
      arrange: async (server) => ({ by: await lastAdmin(server), input: { userId: 'me', status: 'disabled' } }),
    },
    {
      when: 'the new password is their address',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => {
        const by = await server.person()
        return { by, input: { userId: 'me', password: by.email, currentPassword: TEST_PASSWORD } }
      },
    },
  ],
  'users.delete': [
    { when: 'somebody is deleted', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    {
      when: 'the user is deleted already',
      answer: 'USER_NOT_FOUND',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { userId: (await server.person({ status: 'deleted' })).id },
      }),
    },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
    {
      when: 'the last administrator deletes themselves',
      answer: 'LAST_ADMIN',
      arrange: async (server) => ({ by: await lastAdmin(server), input: { userId: 'me' } }),
    },
  ],
  'users.restore': [
    {
      when: 'the user is deleted',
      answer: 'success',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { userId: (await server.person({ status: 'deleted' })).id },
      }),
    },
    { when: 'the user is not deleted', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
    {
      when: 'nothing is left of the user',
      answer: 'CONFLICT',
      arrange: async (server) => {
        const { id } = await server.person({ status: 'deleted' })
        await server.world.db.client.user.update({ where: { id }, data: { anonymisedAt: new Date() } })
        return { by: await server.person({ role: 'admin' }), input: { userId: id } }
      },
    },
  ],
  'users.bootstrap': [
    {
      when: 'there is no administrator',
      answer: 'success',
      arrange: async (server) => ({
        input: { token: await bootstrapLink(server), email: newAddress(), password: TEST_PASSWORD, name: 'Root' },
      }),
    },
    {
      when: 'the address belongs to somebody',
      answer: 'EMAIL_TAKEN',
      arrange: async (server) => {
        const { email } = await server.person()
        return { input: { token: await bootstrapLink(server), email, password: TEST_PASSWORD } }
      },
    },
    {
      when: 'there is an administrator by now',
      answer: 'BOOTSTRAP_TOKEN_INVALID',
      arrange: async (server) => {
        const token = await bootstrapLink(server)
        await server.person({ role: 'admin' })
        return { input: { token, email: newAddress(), password: TEST_PASSWORD } }
      },
    },
    {
      when: 'the token is made up',
      answer: 'BOOTSTRAP_TOKEN_INVALID',
      arrange: async () => ({ input: { token: 'made up', email: newAddress(), password: TEST_PASSWORD } }),
    },
  ],
  'users.login': [
    {
      when: 'the password is right',
      answer: 'success',
      arrange: async (server) => ({ input: { email: (await server.world.user()).email, password: TEST_PASSWORD } }),
    },
    {
      when: 'the password is wrong',
      answer: 'INVALID_CREDENTIALS',
      arrange: async (server) => ({ input: { email: (await server.world.user()).email, password: 'not this one' } }),
    },
    {
      when: 'nobody has the address',
      answer: 'INVALID_CREDENTIALS',
      arrange: async () => ({ input: { email: newAddress(), password: TEST_PASSWORD } }),
    },
    {
      when: 'it is no address at all',
      answer: 'INVALID_CREDENTIALS',
      arrange: async () => ({ input: { email: 'what?', password: '' } }),
    },
    {
      when: 'the account is deleted',
      answer: 'INVALID_CREDENTIALS',
      arrange: async (server) => ({
        input: { email: (await server.person({ status: 'deleted' })).email, password: TEST_PASSWORD },
      }),
    },
    {
      when: 'the account is disabled',
      answer: 'ACCOUNT_DISABLED',
      arrange: async (server) => ({
        input: { email: (await server.person({ status: 'disabled' })).email, password: TEST_PASSWORD },
      }),
    },
    {
      when: 'the address has to be confirmed first',
      answer: 'EMAIL_NOT_VERIFIED',
      strict: true,
      arrange: async (server) => ({ input: { email: (await server.world.user()).email, password: TEST_PASSWORD } }),
    },
  ],
  'users.refresh': [
    {
      when: 'the token was not used yet',
      answer: 'success',
      arrange: async (server) => ({ input: { refreshToken: (await server.person()).refreshToken } }),
    },
    {
      when: 'the token is made up',
      answer: 'REFRESH_TOKEN_INVALID',
      arrange: async () => ({ input: { refreshToken: 'made up' } }),
    },
    {
      when: 'the token is an access token',
      answer: 'REFRESH_TOKEN_INVALID',
      arrange: async (server) => ({ input: { refreshToken: (await server.person()).token.slice(-200) } }),
    },
  ],
  'users.logout': [
    {
      when: 'they are signed in',
      answer: 'success',
      arrange: async (server) => ({ by: await server.person() }),
    },
  ],
  'users.resetPassword': [
    {
      when: 'there is such an account',
      answer: 'success',
      arrange: async (server) => ({ input: { email: (await server.world.user()).email } }),
    },
    {
      when: 'there is no such account',
      answer: 'success',
      arrange: async () => ({ input: { email: newAddress() } }),
    },
    {
      when: 'somebody signed in names no address',
      answer: 'success',
      arrange: async (server) => ({ by: await server.person(), input: {} }),
    },
    { when: 'nobody is named at all', answer: 'VALIDATION_FAILED', arrange: async () => ({ input: {} }) },
  ],
  'users.confirmPasswordReset': [
    {
      when: 'the token is good',
      answer: 'success',
      arrange: async (server) => ({
        input: { token: await resetToken(server, await server.person()), newPassword: NEW_PASSWORD },
      }),
    },
    {
      when: 'the token is made up',
      answer: 'RESET_TOKEN_INVALID',
      arrange: async () => ({ input: { token: 'made up', newPassword: NEW_PASSWORD } }),
    },
    {
      when: 'the token confirms an address',
      answer: 'RESET_TOKEN_INVALID',
      arrange: async (server) => ({
        input: {
          token: await changeToken(server, await server.person(), newAddress()),
          newPassword: NEW_PASSWORD,
        },
      }),
    },
    {
      when: 'the password contains the name of the product',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({
        input: { token: await resetToken(server, await server.person()), newPassword: 'my roster pass phrase' },
      }),
    },
  ],
  'users.verifyEmail': [
    {
      when: 'the token confirms a new address',
      answer: 'success',
      arrange: async (server) => ({
        input: { token: await changeToken(server, await server.person(), newAddress()) },
      }),
    },
    {
      when: 'the token is made up',
      answer: 'VERIFICATION_TOKEN_INVALID',
      arrange: async () => ({ input: { token: 'made up' } }),
    },
    {
      when: 'the token resets a password',
      answer: 'VERIFICATION_TOKEN_INVALID',
      arrange: async (server) => ({ input: { token: await resetToken(server, await server.person()) } }),
    },
    {
      when: 'somebody registered with the address meanwhile',
      answer: 'EMAIL_TAKEN',
      arrange: async (server) => {
        const email = newAddress()
        const token = await changeToken(server, await server.person(), email)
        await server.world.user({ email })
        return { input: { token } }
      },
    },
  ],
  'users.resendVerification': [
    {
      when: 'there is such an account',
      answer: 'success',
      arrange: async (server) => ({ input: { email: (await server.world.user()).email } }),
    },
    {
      when: 'there is no such account',
      answer: 'success',
      arrange: async () => ({ input: { email: 'nobody at all' } }),
    },
  ],
  'sessions.list': [
    { when: 'they are their own', answer: 'success', arrange: self() },
    { when: 'an administrator asks', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'they are of somebody else', answer: 'FORBIDDEN', arrange: onSomebodyElse },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
  ],
  'sessions.revokeAll': [
    { when: 'they are their own', answer: 'success', arrange: self() },
    { when: 'an administrator ends them', answer: 'success', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'they are of somebody else', answer: 'FORBIDDEN', arrange: onSomebodyElse },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
  ],
  'sessions.revoke': [
    {
      when: 'it is their own',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person()
        return { by, input: { userId: 'me', sessionId: by.sessionId } }
      },
    },
    {
      when: 'an administrator ends it',
      answer: 'success',
      arrange: admin(({ id, sessionId }) => ({ userId: id, sessionId })),
    },
    { when: 'they have no such session', answer: 'NOT_FOUND', arrange: self({ sessionId: randomUUID() }) },
    {
      when: 'it is of somebody else',
      answer: 'FORBIDDEN',
      arrange: async (server) => {
        const { id, sessionId } = await server.person()
        return { by: await server.person(), input: { userId: id, sessionId } }
      },
    },
    {
      when: 'there is no such user',
      answer: 'USER_NOT_FOUND',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { userId: randomUUID(), sessionId: randomUUID() },
      }),
    },
  ],
  'audit.list': [
    {
      when: 'there are more than the page holds',
      answer: 'success',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        return { by, input: { limit: 1, subjectId: by.id, after: '2026-01-01T00:00:00Z' } }
      },
    },
    {
      when: 'the cursor is made up',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({ by: await server.person({ role: 'admin' }), input: { cursor: 'AAAA' } }),
    },
  ],
}
