import type { AdminMessages } from '../messages.ts'
import { apiKeys } from './de-api-keys.ts'
import { audit } from './de-audit.ts'
import { dashboard } from './de-dashboard.ts'
import { user } from './de-user.ts'
import { users } from './de-users.ts'

export const de: AdminMessages = { users, user, apiKeys, audit, dashboard }
