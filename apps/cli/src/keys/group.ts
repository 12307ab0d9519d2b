import { type GetRoster, group } from '../command.ts'
import { createKey } from './create.ts'
import { listKeys } from './list.ts'
import { revokeKey } from './revoke.ts'

export const keysGroup = (get: GetRoster) =>
  group('keys', 'Make, list and revoke API keys, for programs.', [createKey(get), listKeys(get), revokeKey(get)])
