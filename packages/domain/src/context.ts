import type { Db, PrismaClient } from '@roster/db'
import type { KeyUse } from './api-keys/key-use.ts'
import type { Claim } from './idempotency/claim.ts'
import type { Limits } from './limits/limits.ts'
import type { Lookups } from './lookup-store.ts'
import type { Outbox } from './mail/outbox.ts'
import type { PasswordHasher } from './passwords/hasher.ts'
import type { Patience } from './patience.ts'
import type { AccessTokens } from './sessions/access-tokens.ts'
import type { Settings } from './settings.ts'
import type { ActivityCounter } from './statistics/create-activity-counter.ts'
import type { UserInDB } from './users/user.ts'
import type { Vault } from './vault.ts'

/** Who acts: always taken from the credential, never from the input. */
export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly user: UserInDB; readonly sessionId: string }
  | KeyActor
  | { readonly type: 'system' }

/** A program with an API key: it has an administrator's rights, for the procedures that its scopes name. */
export interface KeyActor {
  readonly type: 'api_key'
  readonly id: string
  readonly scopes: readonly string[]
  /** The administrator who made it; not who acts. */
  readonly createdById: string
}

/** Where a request came from. */
export interface RequestInfo {
  readonly id: string | null
  readonly ipAddress: string | null
  readonly userAgent: string | null
}

/** A thing worth a line in the security log: what happened, to whom. Never a secret. */
export interface SecurityEvent {
  readonly event: string
  readonly [field: string]: string | number | boolean | null
}

/** What the verbs work with; made once per process. */
export interface Services {
  readonly client: PrismaClient
  /** Reads of single rows, batched; never for what an open transaction has changed. */
  readonly lookups: Lookups
  readonly settings: Settings
  readonly hasher: PasswordHasher
  readonly accessTokens: AccessTokens
  /** Encrypts what has to be read again, derives keys by purpose; all under AUTH_SECRET. */
  readonly vault: Vault
  readonly outbox: Outbox
  readonly limits: Limits
  readonly keyUse: KeyUse
  /** Counts sign-ins for the statistics; it hears of them through `report`. */
  readonly activity: Pick<ActivityCounter, 'flush'>
  /** How long a call may wait for the database, all in all. */
  readonly patienceMs: number
  now(): Date
  /** Writes to the security log. */
  report(event: SecurityEvent): void
}

/** What a verb gets: the services, who acts, and the database (inside `transact` the open transaction). */
export interface Context extends Services {
  readonly db: Db
  readonly actor: Actor
  readonly request: RequestInfo
  /** The idempotency key that this call holds, if it came with one. */
  readonly claim?: Claim | undefined
  /** The time that is left for this call; without it, nobody waits for an answer. */
  readonly patience?: Patience | undefined
}

/** The context of a verb that an authenticated user calls. */
export interface UserContext extends Context {
  readonly actor: Extract<Actor, { type: 'user' }>
}
