import type { ApiKeysCreateInput } from '@roster/client'

export type Scope = ApiKeysCreateInput['scopes'][number]
export type ScopeGroup = Extract<Scope, `${string}:${string}`>
export type SingleScope = Exclude<Scope, ScopeGroup>

/** Every single operation that a key can be let do. As an object, so that one that is new does not compile without it. */
const SINGLE_SCOPES: Readonly<Record<SingleScope, true>> = {
  'users.list': true,
  'users.get': true,
  'users.invite': true,
  'users.resendInvitation': true,
  'users.update': true,
  'users.delete': true,
  'users.restore': true,
  'users.import': true,
  'users.export': true,
  'sessions.list': true,
  'sessions.revokeAll': true,
  'sessions.revoke': true,
  'audit.list': true,
  'audit.verify': true,
  'statistics.read': true,
  'backup.read': true,
}

export const singleScopes = Object.keys(SINGLE_SCOPES) as readonly SingleScope[]
