import { apiKeys } from './en-api-keys.ts'
import { audit } from './en-audit.ts'
import { dashboard } from './en-dashboard.ts'
import { user } from './en-user.ts'
import { users } from './en-users.ts'

/** English, and the shape of every other language. */
export const en = { users, user, apiKeys, audit, dashboard }
