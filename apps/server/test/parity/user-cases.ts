import { randomUUID } from 'node:crypto'
import { TEST_PASSWORD } from '../support/live-server.ts'
import {
  admin,
  adminOnNobody,
  bootstrapLink,
  type Cases,
  heldKey,
  lastAdmin,
  NEW_PASSWORD,
  newAddress,
  onSomebodyElse,
  self,
} from './arrange.ts'

/** What the operations on users answer, beside what all of their kind do. */
export const userCases: Cases = {
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
      when: 'the same request is being answered',
      answer: 'CONFLICT',
      arrange: async (server) => {
        const input = { email: newAddress(), password: TEST_PASSWORD }
        return { input: { ...input, idempotencyKey: await heldKey(server.world.context(), 'users.register', input) } }
      },
    },
    {
      when: 'another request had the key',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => {
        const idempotencyKey = await heldKey(server.world.context(), 'users.register', {})
        return { input: { email: newAddress(), password: TEST_PASSWORD, idempotencyKey } }
      },
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
}
