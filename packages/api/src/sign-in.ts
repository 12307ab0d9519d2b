import { Login, Nothing, Refresh, TokenPair } from '@roster/contract'
import { login, logout, refresh } from '@roster/domain'
import { protectedProcedure, publicProcedure } from './trpc.ts'

export const signInProcedures = {
  login: publicProcedure
    .meta({
      limit: 'login',
      hashes: true,
      rest: {
        method: 'POST',
        path: '/users/login',
        tag: 'Sign-in',
        summary: 'Sign in',
        description: 'A wrong password, an unknown address and a deleted account are answered alike.',
        errors: ['INVALID_CREDENTIALS', 'ACCOUNT_DISABLED', 'EMAIL_NOT_VERIFIED', 'OVERLOADED'],
      },
    })
    .input(Login)
    .output(TokenPair)
    .mutation(({ ctx, input }) => login(ctx, input)),

  refresh: publicProcedure
    .meta({
      limit: 'refresh',
      rest: {
        method: 'POST',
        path: '/users/refresh',
        tag: 'Sign-in',
        summary: 'Trade a refresh token for the next pair',
        description:
          'Each refresh token works once. Using a spent one ends the session, except for the direct predecessor, which gets the same successor again: within a few seconds, or within a day if both requests carry the same retry key.',
        errors: ['REFRESH_TOKEN_INVALID'],
      },
    })
    .input(Refresh)
    .output(TokenPair)
    .mutation(({ ctx, input }) => refresh(ctx, input)),

  logout: protectedProcedure
    .meta({
      limit: 'writes',
      apiKeys: 'never',
      rest: {
        method: 'POST',
        path: '/users/logout',
        tag: 'Sign-in',
        summary: 'Sign out',
        description: 'Ends the session of this request. An API key has none.',
        status: 204,
        errors: ['FORBIDDEN'],
      },
    })
    .input(Nothing)
    .mutation(({ ctx }) => logout(ctx)),
}
