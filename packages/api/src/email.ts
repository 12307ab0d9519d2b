import { Accepted, ResendVerification, VerifyEmail } from '@roster/contract'
import { resendVerification, verifyEmail } from '@roster/domain'
import { MAILED } from './mailed.ts'
import { optionalProcedure, publicProcedure } from './trpc.ts'

export const emailProcedures = {
  verifyEmail: optionalProcedure
    .meta({
      limit: 'confirm',
      rest: {
        method: 'POST',
        path: '/users/verify-email',
        tag: 'E-mail address',
        summary: 'Confirm an e-mail address with the mailed token',
        description:
          'Also puts a change of address into effect. The first confirmation of an address ends all other sessions.',
        status: 204,
        errors: ['VERIFICATION_TOKEN_INVALID', 'EMAIL_TAKEN'],
      },
    })
    .input(VerifyEmail)
    .mutation(({ ctx, input }) => verifyEmail(ctx, input)),

  resendVerification: publicProcedure
    .meta({
      limit: 'reset-password',
      rest: {
        method: 'POST',
        path: '/users/verify-email/resend',
        tag: 'E-mail address',
        summary: 'Mail the confirmation link again',
        description: 'The answer is always the same.',
        status: 202,
      },
    })
    .input(ResendVerification)
    .output(Accepted)
    .mutation(async ({ ctx, input }) => {
      await resendVerification(ctx, input)
      return MAILED
    }),
}
