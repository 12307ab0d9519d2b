import { BootstrapAdmin, UserListQuery, UserPage, UserRead, UserRef, UserRegister, UserUpdate } from '@roster/contract'
import {
  bootstrapAdmin,
  deleteUser,
  getUser,
  listUsers,
  once,
  registerUser,
  restoreUser,
  updateUser,
} from '@roster/domain'
import { withEtag } from './etag.ts'
import { IDEMPOTENT } from './idempotent.ts'
import { adminProcedure, protectedProcedure, publicProcedure } from './trpc.ts'

export const userProcedures = {
  register: publicProcedure
    .meta({
      limit: 'register',
      hashes: true,
      rest: {
        method: 'POST',
        path: '/users',
        tag: 'Users',
        summary: 'Register',
        description: 'Anyone may register. A mail with a link that confirms the address goes out.',
        status: 201,
        location: '/users/{id}',
        headers: IDEMPOTENT,
        errors: ['EMAIL_TAKEN', 'CONFLICT', 'OVERLOADED'],
      },
    })
    .input(UserRegister)
    .output(UserRead)
    .mutation(({ ctx, input: { idempotencyKey: key, ...input } }) =>
      once(ctx, { operation: 'users.register', key, input }, (ctx) => registerUser(ctx, input)),
    ),

  list: adminProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/users',
        tag: 'Users',
        summary: 'List users',
        description:
          'Keyset paging: follow `next_cursor` or the `Link` header until it is null. Deleted users are listed with `status=deleted` alone.',
        paged: true,
      },
    })
    .input(UserListQuery.prefault({}))
    .output(UserPage)
    .query(({ ctx, input }) => listUsers(ctx, input)),

  get: protectedProcedure
    .meta({
      limit: 'reads',
      rest: {
        method: 'GET',
        path: '/users/{user_id}',
        tag: 'Users',
        summary: 'Read a user',
        description: 'Yourself, or anybody for administrators, who see deleted users too.',
        etag: true,
        errors: ['FORBIDDEN', 'USER_NOT_FOUND'],
      },
    })
    .input(UserRef)
    .output(UserRead)
    .query(({ ctx, input }) => withEtag(ctx, getUser(ctx, input))),

  update: protectedProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: ['PUT', 'PATCH'],
        path: '/users/{user_id}',
        tag: 'Users',
        summary: 'Update a user',
        description:
          'A partial update under both verbs: absent means unchanged, `null` clears. Your own `email` and `password` need `current_password`. A new address takes effect when the mailed link is confirmed. `role` and `status` are for administrators; nobody sets the password of somebody else.',
        etag: true,
        headers: { ifMatch: 'If-Match' },
        errors: [
          'FORBIDDEN',
          'REAUTHENTICATION_FAILED',
          'USER_NOT_FOUND',
          'EMAIL_TAKEN',
          'LAST_ADMIN',
          'VERSION_CONFLICT',
          'OVERLOADED',
        ],
      },
    })
    .input(UserUpdate)
    .output(UserRead)
    .mutation(({ ctx, input }) => withEtag(ctx, updateUser(ctx, input))),

  delete: adminProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: 'DELETE',
        path: '/users/{user_id}',
        tag: 'Users',
        summary: 'Delete a user',
        description:
          'A soft delete: every session ends, the address stays reserved, `restore` undoes it until the retention time is over.',
        status: 204,
        errors: ['USER_NOT_FOUND', 'LAST_ADMIN'],
      },
    })
    .input(UserRef)
    .mutation(({ ctx, input }) => deleteUser(ctx, input)),

  restore: adminProcedure
    .meta({
      limit: 'writes',
      rest: {
        method: 'POST',
        path: '/users/{user_id}/restore',
        tag: 'Users',
        summary: 'Restore a deleted user',
        description: 'The user comes back with the status they had. One who is not deleted stays as they are.',
        errors: ['USER_NOT_FOUND', 'CONFLICT'],
      },
    })
    .input(UserRef)
    .output(UserRead)
    .mutation(({ ctx, input }) => restoreUser(ctx, input)),

  bootstrap: publicProcedure
    .meta({
      limit: 'confirm',
      hashes: true,
      rest: {
        method: 'POST',
        path: '/users/bootstrap',
        tag: 'Users',
        summary: 'Make the first administrator',
        description: 'Takes the token of the one-time link that the server prints while there is no administrator.',
        status: 201,
        location: '/users/{id}',
        errors: ['BOOTSTRAP_TOKEN_INVALID', 'EMAIL_TAKEN', 'OVERLOADED'],
      },
    })
    .input(BootstrapAdmin)
    .output(UserRead)
    .mutation(({ ctx, input }) => bootstrapAdmin(ctx, input)),
}
