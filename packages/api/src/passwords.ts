import { Accepted, ConfirmPasswordReset, ResetPassword } from '@roster/contract'
import { confirmPasswordReset, requestPasswordReset } from '@roster/domain'
import { MAILED } from './mailed.ts'
import { optionalProcedure, publicProcedure } from './trpc.ts'

export const passwordProcedures = {
  resetPassword: optionalProcedure
    .meta({
      limit: 'reset-password',
      rest: {
        method: 'POST',
        path: '/users/reset-password',
        tag: 'Password reset',
        summary: 'Ask for a password reset',
        description:
          'The answer is always the same. A signed-in caller may leave out `email` and means their own account.',
        status: 202,
        bodyOptional: true,
      },
    })
    .input(ResetPassword.prefault({}))
    .output(Accepted)
    .mutation(async ({ ctx, input }) => {
      await requestPasswordReset(ctx, input)
      return MAILED
    }),

  confirmPasswordReset: publicProcedure
    .meta({
      limit: 'confirm',
      hashes: true,
      rest: {
        method: 'POST',
        path: '/users/reset-password/confirm',
        tag: 'Password reset',
        summary: 'Set a new password with the mailed token',
        description: 'Ends every session of the user. A refused password does not use the token up.',
        status: 204,
        errors: ['RESET_TOKEN_INVALID', 'OVERLOADED'],
      },
    })
    .input(ConfirmPasswordReset)
    .mutation(({ ctx, input }) => confirmPasswordReset(ctx, input)),
}
