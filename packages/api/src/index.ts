import { BACKUP_SCOPE } from '@roster/domain'
import { apiKeysRouterFor } from './api-keys.ts'
import { auditRouter } from './audit.ts'
import { emailProcedures } from './email.ts'
import { invitationProcedures } from './invitations.ts'
import { passwordProcedures } from './passwords.ts'
import { scopesOf } from './scopes.ts'
import { sessionsRouter } from './sessions.ts'
import { signInProcedures } from './sign-in.ts'
import { statisticsRouter } from './statistics.ts'
import { router } from './trpc.ts'
import { transferProcedures } from './user-transfer.ts'
import { userProcedures } from './users.ts'

/** What API keys can have scopes for. */
const resources = {
  users: router({
    ...userProcedures,
    ...invitationProcedures,
    ...transferProcedures,
    ...signInProcedures,
    ...passwordProcedures,
    ...emailProcedures,
  }),
  sessions: sessionsRouter,
  audit: auditRouter,
  statistics: statisticsRouter,
}

/** Every scope that an API key can have. */
export const apiKeyScopes = scopesOf(router(resources), [BACKUP_SCOPE])

/** Every operation of Roster. tRPC, REST, the OpenAPI document and the access table are made of this. */
export const appRouter = router({ ...resources, apiKeys: apiKeysRouterFor(apiKeyScopes) })

export type AppRouter = typeof appRouter

export { createRequestContext, type RequestContext, type RequestSource } from './context.ts'
export { describeError, type ErrorDescription, errorTable } from './errors.ts'
export type { ErrorData, Meta } from './trpc.ts'
