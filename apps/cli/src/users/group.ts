import { type GetRoster, group } from '../command.ts'
import { createUser } from './create.ts'
import { deleteUser } from './delete.ts'
import { disableUser } from './disable.ts'
import { enableUser } from './enable.ts'
import { exportUsers } from './export/export.ts'
import { getUser } from './get.ts'
import { importUsers } from './import/import.ts'
import { inviteUser } from './invite.ts'
import { listUsers } from './list.ts'
import { resetPassword } from './reset-password.ts'
import { restoreUser } from './restore.ts'
import { listSessions } from './sessions.ts'
import { signOutUser } from './sign-out.ts'
import { updateUser } from './update.ts'

export const usersGroup = (get: GetRoster) =>
  group('users', 'Find, read and change users.', [
    listUsers(get),
    getUser(get),
    createUser(get),
    inviteUser(get),
    updateUser(get),
    disableUser(get),
    enableUser(get),
    deleteUser(get),
    restoreUser(get),
    resetPassword(get),
    listSessions(get),
    signOutUser(get),
    importUsers(get),
    exportUsers(get),
  ])
