import { AcceptInvitation, UserInvite, UserRead, UserRef } from '@roster/contract'
import { acceptInvitation, inviteUser, once, resendInvitation } from '@roster/domain'
import { IDEMPOTENT } from './idempotent.ts'
import { adminProcedure, publicProcedure } from './trpc.ts'

export const invitationProcedures = {
  invite: adminProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: 'POST',
        path: '/users/invitations',
        tag: 'Invitations',
        summary: 'Invite a user',
        description: 'Makes an account without a password and mails its owner a link that sets one.',
        status: 201,
        location: '/users/{id}',
        headers: IDEMPOTENT,
        errors: ['EMAIL_TAKEN', 'CONFLICT'],
      },
    })
    .input(UserInvite)
    .output(UserRead)
    .mutation(({ ctx, input: { idempotencyKey: key, ...input } }) =>
      once(ctx, { operation: 'users.invite', key, input }, (ctx) => inviteUser(ctx, input)),
    ),

  resendInvitation: adminProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: 'POST',
        path: '/users/{user_id}/invitation',
        tag: 'Invitations',
        summary: 'Mail an invitation again',
        description: 'With a new link; the one before it stops working. Refused once the user has a password.',
        status: 204,
        errors: ['USER_NOT_FOUND', 'CONFLICT'],
      },
    })
    .input(UserRef)
    .mutation(({ ctx, input }) => resendInvitation(ctx, input)),

  acceptInvitation: publicProcedure
    .meta({
      limit: 'confirm',
      hashes: true,
      rest: {
        method: 'POST',
        path: '/users/invitations/accept',
        tag: 'Invitations',
        summary: 'Accept an invitation with the mailed token',
        description: 'Sets the password and confirms the address. A refused password does not use the token up.',
        status: 204,
        errors: ['INVITATION_TOKEN_INVALID', 'OVERLOADED'],
      },
    })
    .input(AcceptInvitation)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input)),
}
