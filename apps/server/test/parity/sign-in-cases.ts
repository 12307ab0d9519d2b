import { TEST_PASSWORD } from '../support/live-server.ts'
import { type Cases, changeToken, NEW_PASSWORD, newAddress, resetToken } from './arrange.ts'

/** What the operations on signing in, and passwords and addresses answer, beside what all of their kind do. */
export const signInCases: Cases = {
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
    {
      when: 'an API key asks for it',
      answer: 'FORBIDDEN',
      arrange: async (server) => ({ by: await server.key(['users:write']) }),
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
}
