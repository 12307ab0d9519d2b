import { inviteUser } from '@roster/domain'
import { systemContext, tokenIn } from '@roster/domain/testing'
import type { LiveServer } from '../support/live-server.ts'
import { admin, adminOnNobody, type Cases, contextOf, heldKey, NEW_PASSWORD, newAddress } from './arrange.ts'

const guest = (server: LiveServer) =>
  inviteUser(systemContext(server.world.services), { email: newAddress(), name: 'Ada', role: 'user' })

const mailedToken = async (server: LiveServer) =>
  tokenIn((await server.world.mailsTo((await guest(server)).email)).at(-1))

/** What the operations on invitations answer, beside what all of their kind do. */
export const invitationCases: Cases = {
  'users.invite': [
    {
      when: 'the address is new',
      answer: 'success',
      arrange: admin(() => ({ email: newAddress(), name: 'Grace', role: 'admin' })),
    },
    { when: 'the address is taken', answer: 'EMAIL_TAKEN', arrange: admin(({ email }) => ({ email })) },
    {
      when: 'the same request is being answered',
      answer: 'CONFLICT',
      arrange: async (server) => {
        const by = await server.person({ role: 'admin' })
        const input = { email: newAddress(), role: 'user' }
        return {
          by,
          input: { ...input, idempotencyKey: await heldKey(await contextOf(server, by), 'users.invite', input) },
        }
      },
    },
    {
      when: 'a key invites an administrator',
      answer: 'FORBIDDEN',
      arrange: async (server) => ({
        by: await server.key(['users:write']),
        input: { email: newAddress(), role: 'admin' },
      }),
    },
  ],
  'users.resendInvitation': [
    {
      when: 'it was not accepted yet',
      answer: 'success',
      arrange: async (server) => ({
        by: await server.person({ role: 'admin' }),
        input: { userId: (await guest(server)).id },
      }),
    },
    { when: 'there is a password already', answer: 'CONFLICT', arrange: admin(({ id }) => ({ userId: id })) },
    { when: 'there is no such user', answer: 'USER_NOT_FOUND', arrange: adminOnNobody },
  ],
  'users.acceptInvitation': [
    {
      when: 'the token is the mailed one',
      answer: 'success',
      arrange: async (server) => ({
        input: { token: await mailedToken(server), newPassword: NEW_PASSWORD, name: 'Ada L.' },
      }),
    },
    {
      when: 'the token is made up',
      answer: 'INVITATION_TOKEN_INVALID',
      arrange: async () => ({ input: { token: 'x', newPassword: NEW_PASSWORD } }),
    },
    {
      when: 'the password is the name',
      answer: 'VALIDATION_FAILED',
      arrange: async (server) => ({
        input: { token: await mailedToken(server), newPassword: 'Grace Hopper', name: 'grace hopper' },
      }),
    },
  ],
}
