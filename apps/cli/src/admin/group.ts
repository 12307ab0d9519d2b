import { type GetRoster, group } from '../command.ts'
import { createAdmin } from './create.ts'

export const adminGroup = (get: GetRoster) => group('admin', 'Set up a new server.', [createAdmin(get)])
