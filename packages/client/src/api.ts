// Made of the router by `pnpm --filter @roster/client generate:api`. Do not edit.

import type { CallOptions, RosterPromise } from './call.ts'
import type { ClientErrorCode } from './errors.ts'

/** Every code that the server answers with. */
export type ErrorCode = keyof ErrorCodes

interface ErrorCodes {
  /** The input is not valid. */
  readonly VALIDATION_FAILED: true
  /** The request could not be read. */
  readonly MALFORMED_REQUEST: true
  /** Sign in first: there is no valid credential with this request. */
  readonly UNAUTHENTICATED: true
  /** The e-mail address or the password is wrong. */
  readonly INVALID_CREDENTIALS: true
  /** This refresh token is not valid any longer. Sign in again. */
  readonly REFRESH_TOKEN_INVALID: true
  /** You are not allowed to do this. */
  readonly FORBIDDEN: true
  /** This account is disabled. */
  readonly ACCOUNT_DISABLED: true
  /** Confirm the e-mail address of this account first. */
  readonly EMAIL_NOT_VERIFIED: true
  /** The current password is missing or wrong. */
  readonly REAUTHENTICATION_FAILED: true
  /** There is nothing here. */
  readonly NOT_FOUND: true
  /** There is no such user. */
  readonly USER_NOT_FOUND: true
  /** This method does not work here. */
  readonly METHOD_NOT_ALLOWED: true
  /** This e-mail address already belongs to an account. */
  readonly EMAIL_TAKEN: true
  /** The last active administrator cannot be removed, disabled or demoted. */
  readonly LAST_ADMIN: true
  /** The request does not fit the present state. */
  readonly CONFLICT: true
  /** The user has changed since you read it. Read it again and repeat the change. */
  readonly VERSION_CONFLICT: true
  /** This reset link is wrong, used or expired. Ask for a new one. */
  readonly RESET_TOKEN_INVALID: true
  /** This confirmation link is wrong, used or expired. Ask for a new one. */
  readonly VERIFICATION_TOKEN_INVALID: true
  /** This invitation is wrong, used or expired. Ask an administrator for a new one. */
  readonly INVITATION_TOKEN_INVALID: true
  /** This link is wrong, used or expired, or there is an administrator already. */
  readonly BOOTSTRAP_TOKEN_INVALID: true
  /** This server keeps its data in PostgreSQL: back that up with pg_dump. See docs/backup.md. */
  readonly BACKUP_NOT_HERE: true
  /** The request is too large. */
  readonly PAYLOAD_TOO_LARGE: true
  /** Send the body as application/json, not compressed. */
  readonly UNSUPPORTED_MEDIA_TYPE: true
  /** Too many attempts. Wait and try again. */
  readonly RATE_LIMITED: true
  /** The server is busy. Try again shortly. */
  readonly OVERLOADED: true
  /** The service is unavailable for the moment. Try again shortly. */
  readonly DATABASE_UNAVAILABLE: true
  /** Something went wrong on our side. */
  readonly INTERNAL: true
}

/** What any call can fail with. */
export type CommonErrorCode =
  | 'VALIDATION_FAILED'
  | 'MALFORMED_REQUEST'
  | 'RATE_LIMITED'
  | 'OVERLOADED'
  | 'DATABASE_UNAVAILABLE'
  | 'INTERNAL'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | ClientErrorCode

export type Role = 'user' | 'admin'

export type UserStatus = 'active' | 'disabled' | 'deleted'

/** A user, as every caller sees one. */
export interface UserRead {
  /** A UUID. */
  readonly id: string
  readonly email: string
  readonly emailVerified: boolean
  readonly name: string | null
  readonly role: Role
  readonly status: UserStatus
  /** RFC 3339. */
  readonly createdAt: string
  /** RFC 3339. */
  readonly updatedAt: string
  /** RFC 3339. */
  readonly lastLoginAt: string | null
}

export interface UserRegister {
  /** At most 254 characters. */
  readonly email: string
  /** 8 to 128 characters. */
  readonly password: string
  readonly name?: string | null | undefined
  /** A random key of your own, a UUID for instance. The same key with the same input gives the first answer again, for 24 hours. At most 255 characters. */
  readonly idempotencyKey?: string | undefined
}

export interface UserPage {
  readonly items: ReadonlyArray<UserRead>
  readonly nextCursor: string | null
  readonly total?: number | undefined
  /** There are too many to count them: `total` is about right. */
  readonly totalIsEstimate?: true | undefined
}

export type UserSort =
  | 'created_at'
  | '-created_at'
  | 'email'
  | '-email'
  | 'name'
  | '-name'
  | 'last_login_at'
  | '-last_login_at'

export interface UserListQuery {
  /** How many items at the most. 1 to 100. Default: `20`. */
  readonly limit?: number | undefined
  /** The `nextCursor` of the page before. 1 to 2048 characters. */
  readonly cursor?: string | undefined
  /** Part of the e-mail address or the name, in any case. `%` and `_` are literal. At most 400 characters. */
  readonly search?: string | undefined
  readonly role?: Role | undefined
  /** Deleted users are listed with `deleted` alone. */
  readonly status?: UserStatus | undefined
  /** Inclusive. RFC 3339. */
  readonly createdAfter?: string | undefined
  /** Inclusive. RFC 3339. */
  readonly createdBefore?: string | undefined
  /** Default: `"-created_at"`. */
  readonly sort?: UserSort | undefined
  /** Count all matches too, which costs time on large lists. Very many are estimated. Default: `false`. */
  readonly includeTotal?: boolean | undefined
}

export interface UserRef {
  /** The id of a user, or `me`. A UUID. */
  readonly userId: string
}

export interface UserUpdate {
  /** The id of a user, or `me`. A UUID. */
  readonly userId: string
  /** The `ETag` that this change is based on, with its quotes. At most 200 characters. */
  readonly ifMatch?: string | undefined
  /** `null` clears it. */
  readonly name?: string | null | undefined
  /** Takes effect when the link mailed to the new address is confirmed. At most 254 characters. */
  readonly email?: string | undefined
  /** 8 to 128 characters. */
  readonly password?: string | undefined
  /** Needed to change your own `email` or `password`. At most 128 characters. */
  readonly currentPassword?: string | undefined
  /** Administrators only. */
  readonly role?: Role | undefined
  /** Administrators only. */
  readonly status?: 'active' | 'disabled' | undefined
}

export interface BootstrapAdmin {
  /** At most 254 characters. */
  readonly email: string
  /** 8 to 128 characters. */
  readonly password: string
  readonly name?: string | null | undefined
  /** 1 to 200 characters. */
  readonly token: string
}

export interface UserInvite {
  /** At most 254 characters. */
  readonly email: string
  readonly name?: string | null | undefined
  /** To invite an administrator takes one who is signed in: API keys cannot. Default: `"user"`. */
  readonly role?: Role | undefined
  /** A random key of your own, a UUID for instance. The same key with the same input gives the first answer again, for 24 hours. At most 255 characters. */
  readonly idempotencyKey?: string | undefined
}

export interface AcceptInvitation {
  /** 1 to 200 characters. */
  readonly token: string
  /** 8 to 128 characters. */
  readonly newPassword: string
  /** In place of the one that the invitation was made with. */
  readonly name?: string | null | undefined
}

export interface UserImportError {
  readonly field: string
  readonly code: string
  readonly message: string
}

export interface UserImportResult {
  /** Of the row, counted from 0. */
  readonly index: number
  /** `unchanged`: this row was imported before, or there is a user just like it. `conflict`: there is another one, which stays as it is. */
  readonly outcome: 'created' | 'unchanged' | 'conflict' | 'invalid'
  /** The user that the row made or met; null for a row that is not valid, or a dry run. A UUID. */
  readonly userId: string | null
  /** Whether the hash could not be used and was left out. */
  readonly passwordDropped: boolean
  readonly errors: ReadonlyArray<UserImportError>
}

export interface UserImportReport {
  readonly created: number
  readonly unchanged: number
  readonly conflict: number
  readonly invalid: number
  /** One a row, in the order of the rows. */
  readonly results: ReadonlyArray<UserImportResult>
}

export interface UserImport {
  readonly rows: ReadonlyArray<{
    /** Kept; a new one is made where there is none. A UUID. */
    readonly id?: string | undefined
    /** At most 254 characters. */
    readonly email?: string | undefined
    readonly emailVerified?: boolean | undefined
    /** RFC 3339. */
    readonly emailVerifiedAt?: string | null | undefined
    readonly name?: string | null | undefined
    readonly role?: 'user' | 'admin' | undefined
    readonly status?: 'active' | 'disabled' | undefined
    /** In a layout that Roster can check; replaced by one of its own at the first sign-in. */
    readonly passwordHash?: string | null | undefined
    /** RFC 3339. */
    readonly createdAt?: string | undefined
    /** RFC 3339. */
    readonly updatedAt?: string | undefined
    /** RFC 3339. */
    readonly lastLoginAt?: string | null | undefined
    /** Set for a user who was deleted. RFC 3339. */
    readonly deletedAt?: string | null | undefined
  }>
  /** Say what would be done, and do nothing. Default: `false`. */
  readonly dryRun?: boolean | undefined
  /** Take users whose hash cannot be used without a password; they need a reset to sign in. Default: `false`. */
  readonly dropUnusableHashes?: boolean | undefined
}

/** A user with everything that an import takes. */
export interface UserExport {
  /** A UUID. */
  readonly id: string
  readonly email: string
  /** RFC 3339. */
  readonly emailVerifiedAt: string | null
  readonly name: string | null
  readonly role: Role
  /** Of a deleted user, the status they had. */
  readonly status: 'active' | 'disabled'
  /** RFC 3339. */
  readonly createdAt: string
  /** RFC 3339. */
  readonly updatedAt: string
  /** RFC 3339. */
  readonly lastLoginAt: string | null
  /** RFC 3339. */
  readonly deletedAt: string | null
  /** Only where it was asked for. */
  readonly passwordHash?: string | null | undefined
}

export interface UserExportPage {
  readonly items: ReadonlyArray<UserExport>
  readonly nextCursor: string | null
}

export interface UserExportQuery {
  /** The `nextCursor` of the page before. 1 to 2048 characters. */
  readonly cursor?: string | undefined
  /** Part of the e-mail address or the name, in any case. `%` and `_` are literal. At most 400 characters. */
  readonly search?: string | undefined
  readonly role?: Role | undefined
  /** Deleted users are listed with `deleted` alone. */
  readonly status?: UserStatus | undefined
  /** Inclusive. RFC 3339. */
  readonly createdAfter?: string | undefined
  /** Inclusive. RFC 3339. */
  readonly createdBefore?: string | undefined
  /** How many users at the most. 1 to 1000. Default: `1000`. */
  readonly limit?: number | undefined
  /** Deleted users too, as long as they can be restored. Default: `false`. */
  readonly includeDeleted?: boolean | undefined
  /** For administrators in person. Each page that holds hashes is in the audit log. Default: `false`. */
  readonly includePasswordHashes?: boolean | undefined
}

export interface TokenPair {
  /** A JWT; send it as `Authorization: Bearer`. */
  readonly accessToken: string
  readonly tokenType: 'Bearer'
  /** Seconds until the access token expires. */
  readonly expiresIn: number
  /** Works once; each refresh gives the next one. */
  readonly refreshToken: string
  /** Seconds until the refresh token expires. */
  readonly refreshExpiresIn: number
  /** A user, as every caller sees one. */
  readonly user: UserRead
}

export interface Login {
  /** At most 254 characters. */
  readonly email: string
  /** At most 128 characters. */
  readonly password: string
}

export interface Refresh {
  /** 1 to 200 characters. */
  readonly refreshToken: string
  /** At least 128 random bits as base64url, new for each refresh and the same when that is repeated. With it a lost answer can be had again for 24 hours. 22 to 128 characters. */
  readonly retryKey?: string | undefined
}

export interface Accepted {
  readonly message: string
}

export interface ResetPassword {
  /** May be left out by a signed-in caller, and then means their own account. At most 254 characters. */
  readonly email?: string | undefined
}

export interface ConfirmPasswordReset {
  /** 1 to 200 characters. */
  readonly token: string
  /** 8 to 128 characters. */
  readonly newPassword: string
}

export interface VerifyEmail {
  /** 1 to 200 characters. */
  readonly token: string
}

export interface ResendVerification {
  /** At most 254 characters. */
  readonly email: string
}

/** One sign-in on one device. */
export interface Session {
  /** The access token's `sid`. A UUID. */
  readonly id: string
  /** RFC 3339. */
  readonly createdAt: string
  /** RFC 3339. */
  readonly lastUsedAt: string
  /** RFC 3339. */
  readonly expiresAt: string
  readonly ipAddress: string | null
  readonly userAgent: string | null
  /** Whether this request belongs to it. */
  readonly current: boolean
}

export interface SessionList {
  readonly items: ReadonlyArray<Session>
}

export interface SessionRef {
  /** The id of a user, or `me`. A UUID. */
  readonly userId: string
  /** A UUID. */
  readonly sessionId: string
}

export type AuditAction =
  | 'user.registered'
  | 'user.invited'
  | 'user.invitation_sent'
  | 'user.invitation_accepted'
  | 'user.updated'
  | 'user.role_changed'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.deleted'
  | 'user.restored'
  | 'user.anonymised'
  | 'user.email_verified'
  | 'user.email_change_requested'
  | 'user.email_changed'
  | 'user.password_changed'
  | 'user.password_rehashed'
  | 'user.password_reset_requested'
  | 'user.password_reset'
  | 'users.imported'
  | 'users.exported'
  | 'backup.taken'
  | 'session.created'
  | 'session.refresh_reused'
  | 'session.revoked'
  | 'session.all_revoked'
  | 'signing_key.created'
  | 'api_key.created'
  | 'api_key.revoked'

export interface AuditActor {
  readonly type: 'anonymous' | 'user' | 'api_key' | 'system'
  /** A UUID. */
  readonly id: string | null
}

export interface AuditEvent {
  /** A UUID. */
  readonly id: string
  /** RFC 3339. */
  readonly at: string
  readonly action: AuditAction
  readonly actor: AuditActor
  /** The user it happened to. A UUID. */
  readonly subjectId: string | null
  /** Which fields changed; old and new values for role and status. */
  readonly changes: Readonly<Record<string, unknown>>
  readonly requestId: string | null
  readonly ipAddress: string | null
  /** SHA-256 in hex, over this event and the one before it. */
  readonly hash: string
}

export interface AuditPage {
  readonly items: ReadonlyArray<AuditEvent>
  readonly nextCursor: string | null
}

export interface AuditListQuery {
  /** How many items at the most. 1 to 100. Default: `20`. */
  readonly limit?: number | undefined
  /** The `nextCursor` of the page before. 1 to 2048 characters. */
  readonly cursor?: string | undefined
  /** A UUID. */
  readonly actorId?: string | undefined
  /** A UUID. */
  readonly subjectId?: string | undefined
  readonly action?: AuditAction | undefined
  /** Inclusive. RFC 3339. */
  readonly after?: string | undefined
  /** Inclusive. RFC 3339. */
  readonly before?: string | undefined
}

export interface AuditVerification {
  /** Events looked at so far, those of the calls before included. */
  readonly checked: number
  /** Events that there should be now. */
  readonly total: number
  /** Whether every event looked at so far is as it was written. */
  readonly intact: boolean
  /** The first event that does not fit; nothing is looked at after it. */
  readonly brokenAt: {
    /** The number of the event, counted from 1. */
    readonly seq: number
    readonly problem: 'changed' | 'missing'
    /** Null for one that is missing. A UUID. */
    readonly eventId: string | null
  } | null
  /** The hash of the newest event, in hex, once all were looked at. Kept elsewhere, it dates the log. */
  readonly head: string | null
  /** Where to go on; null when there is nothing left to look at. */
  readonly nextCursor: string | null
}

export interface AuditVerifyQuery {
  /** The `nextCursor` of the page before. 1 to 2048 characters. */
  readonly cursor?: string | undefined
  /** How many events to look at, at the most. 1 to 5000. Default: `5000`. */
  readonly limit?: number | undefined
}

export type StatisticsBucket = 'hour' | 'day' | 'month'

export interface StatisticsPoint {
  /** When the bucket begins; it ends where the next one begins. RFC 3339. */
  readonly start: string
  /** Accounts made, whoever made them. */
  readonly registrations: number
  /** Accounts that there were at its end, without the deleted ones. */
  readonly users: number
  /** Sessions that had neither ended nor expired, the last time they were counted in it: every hour while a server runs. Null where they were not, or there were none. */
  readonly activeSessions: number | null
  readonly signIns: number
  /** Refused: wrong passwords, unknown addresses, disabled accounts, unconfirmed addresses, too many attempts. */
  readonly failedSignIns: number
}

/** How many accounts there are and how much they are used. */
export interface Statistics {
  /** When this was counted. RFC 3339. */
  readonly at: string
  readonly users: {
    /** Without the deleted ones. */
    readonly total: number
    readonly active: number
    readonly disabled: number
    readonly deleted: number
    /** Administrators, disabled ones included. */
    readonly admins: number
  }
  /** Sessions that have neither ended nor expired. */
  readonly activeSessions: number
  readonly bucket: StatisticsBucket
  readonly timeZone: string
  readonly series: ReadonlyArray<StatisticsPoint>
}

export interface StatisticsQuery {
  /** The first bucket is the one that holds this time; so that there are 30 (of hours 24) if not said. RFC 3339. */
  readonly from?: string | undefined
  /** The last bucket is the one that holds this time; now, if not said. RFC 3339. */
  readonly to?: string | undefined
  /** At most 400 lie between `from` and `to`. Default: `"day"`. */
  readonly bucket?: StatisticsBucket | undefined
  /** Where days and months begin. At most 64 characters. Default: `"UTC"`. */
  readonly timeZone?: string | undefined
}

/** A new API key, with its secret. */
export interface ApiKeyCreated {
  /** A UUID. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlyArray<string>
  /** Where it may be used from; empty for everywhere. */
  readonly ipRanges: ReadonlyArray<string>
  /** What the secret begins with. */
  readonly prefix: string
  /** RFC 3339. */
  readonly createdAt: string
  /** RFC 3339. */
  readonly expiresAt: string
  /** To the minute, about. RFC 3339. */
  readonly lastUsedAt: string | null
  /** RFC 3339. */
  readonly revokedAt: string | null
  /** The administrator who made it. A UUID. */
  readonly createdBy: string
  /** Send it as `Authorization: Bearer`. It is shown this once. */
  readonly secret: string
}

export interface ApiKeysCreateInput {
  /** What the key is for. 1 to 200 characters. */
  readonly name: string
  readonly scopes: ReadonlyArray<
    | 'users:read'
    | 'users:write'
    | 'sessions:read'
    | 'sessions:write'
    | 'audit:read'
    | 'statistics:read'
    | 'backup.read'
    | 'users.list'
    | 'users.get'
    | 'users.update'
    | 'users.delete'
    | 'users.restore'
    | 'users.invite'
    | 'users.resendInvitation'
    | 'users.import'
    | 'users.export'
    | 'sessions.list'
    | 'sessions.revokeAll'
    | 'sessions.revoke'
    | 'audit.list'
    | 'audit.verify'
    | 'statistics.read'
  >
  /** At most 365 days from now. RFC 3339. */
  readonly expiresAt: string
  /** IP addresses and CIDR blocks that it may be used from; everywhere without them. Default: `[]`. */
  readonly ipRanges?: ReadonlyArray<string> | undefined
  /** A random key of your own, a UUID for instance. The same key with the same input gives the first answer again, for 24 hours. At most 255 characters. */
  readonly idempotencyKey?: string | undefined
}

/** An API key, without its secret. */
export interface ApiKeyRead {
  /** A UUID. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlyArray<string>
  /** Where it may be used from; empty for everywhere. */
  readonly ipRanges: ReadonlyArray<string>
  /** What the secret begins with. */
  readonly prefix: string
  /** RFC 3339. */
  readonly createdAt: string
  /** RFC 3339. */
  readonly expiresAt: string
  /** To the minute, about. RFC 3339. */
  readonly lastUsedAt: string | null
  /** RFC 3339. */
  readonly revokedAt: string | null
  /** The administrator who made it. A UUID. */
  readonly createdBy: string
}

export interface ApiKeyPage {
  readonly items: ReadonlyArray<ApiKeyRead>
  readonly nextCursor: string | null
}

export interface ApiKeyListQuery {
  /** How many items at the most. 1 to 100. Default: `20`. */
  readonly limit?: number | undefined
  /** The `nextCursor` of the page before. 1 to 2048 characters. */
  readonly cursor?: string | undefined
}

export interface ApiKeyRef {
  /** A UUID. */
  readonly apiKeyId: string
}

/** Every operation of a Roster server. */
export interface RosterApi {
  readonly users: {
    /** Register. */
    readonly register: {
      /**
       * Register.
       *
       * Anyone may register. A mail with a link that confirms the address goes out.
       * @throws EMAIL_TAKEN This e-mail address already belongs to an account.
       * @throws CONFLICT The request does not fit the present state.
       */
      mutate(
        input: UserRegister,
        options?: CallOptions,
      ): RosterPromise<UserRead, CommonErrorCode | 'EMAIL_TAKEN' | 'CONFLICT'>
    }
    /** List users. */
    readonly list: {
      /**
       * List users.
       *
       * Keyset paging: follow `nextCursor` or the `Link` header until it is null. Deleted users are listed with `status=deleted` alone. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      query(
        input?: UserListQuery | undefined,
        options?: CallOptions,
      ): RosterPromise<UserPage, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
    /** Read a user. */
    readonly get: {
      /**
       * Read a user.
       *
       * Yourself, or anybody for administrators, who see deleted users too. For users who are signed in.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       */
      query(
        input: UserRef,
        options?: CallOptions,
      ): RosterPromise<UserRead, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND'>
    }
    /** Update a user. */
    readonly update: {
      /**
       * Update a user.
       *
       * A partial update under both verbs: absent means unchanged, `null` clears. Your own `email` and `password` need `currentPassword`. A new address takes effect when the mailed link is confirmed. `role` and `status` are for administrators; nobody sets the password of somebody else. For users who are signed in.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws REAUTHENTICATION_FAILED The current password is missing or wrong.
       * @throws USER_NOT_FOUND There is no such user.
       * @throws EMAIL_TAKEN This e-mail address already belongs to an account.
       * @throws LAST_ADMIN The last active administrator cannot be removed, disabled or demoted.
       * @throws VERSION_CONFLICT The user has changed since you read it. Read it again and repeat the change.
       */
      mutate(
        input: UserUpdate,
        options?: CallOptions,
      ): RosterPromise<
        UserRead,
        | CommonErrorCode
        | 'UNAUTHENTICATED'
        | 'FORBIDDEN'
        | 'REAUTHENTICATION_FAILED'
        | 'USER_NOT_FOUND'
        | 'EMAIL_TAKEN'
        | 'LAST_ADMIN'
        | 'VERSION_CONFLICT'
      >
    }
    /** Delete a user. */
    readonly delete: {
      /**
       * Delete a user.
       *
       * A soft delete: every session ends, the address stays reserved, `restore` undoes it until the retention time is over. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       * @throws LAST_ADMIN The last active administrator cannot be removed, disabled or demoted.
       */
      mutate(
        input: UserRef,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND' | 'LAST_ADMIN'>
    }
    /** Restore a deleted user. */
    readonly restore: {
      /**
       * Restore a deleted user.
       *
       * The user comes back with the status they had. One who is not deleted stays as they are. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       * @throws CONFLICT The request does not fit the present state.
       */
      mutate(
        input: UserRef,
        options?: CallOptions,
      ): RosterPromise<UserRead, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND' | 'CONFLICT'>
    }
    /** Make the first administrator. */
    readonly bootstrap: {
      /**
       * Make the first administrator.
       *
       * Takes the token of the one-time link that the server prints while there is no administrator.
       * @throws BOOTSTRAP_TOKEN_INVALID This link is wrong, used or expired, or there is an administrator already.
       * @throws EMAIL_TAKEN This e-mail address already belongs to an account.
       */
      mutate(
        input: BootstrapAdmin,
        options?: CallOptions,
      ): RosterPromise<UserRead, CommonErrorCode | 'BOOTSTRAP_TOKEN_INVALID' | 'EMAIL_TAKEN'>
    }
    /** Invite a user. */
    readonly invite: {
      /**
       * Invite a user.
       *
       * Makes an account without a password and mails its owner a link that sets one. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws EMAIL_TAKEN This e-mail address already belongs to an account.
       * @throws CONFLICT The request does not fit the present state.
       */
      mutate(
        input: UserInvite,
        options?: CallOptions,
      ): RosterPromise<UserRead, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'EMAIL_TAKEN' | 'CONFLICT'>
    }
    /** Mail an invitation again. */
    readonly resendInvitation: {
      /**
       * Mail an invitation again.
       *
       * With a new link; the one before it stops working. Refused once the user has a password. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       * @throws CONFLICT The request does not fit the present state.
       */
      mutate(
        input: UserRef,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND' | 'CONFLICT'>
    }
    /** Accept an invitation with the mailed token. */
    readonly acceptInvitation: {
      /**
       * Accept an invitation with the mailed token.
       *
       * Sets the password and confirms the address. A refused password does not use the token up.
       * @throws INVITATION_TOKEN_INVALID This invitation is wrong, used or expired. Ask an administrator for a new one.
       */
      mutate(
        input: AcceptInvitation,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'INVITATION_TOKEN_INVALID'>
    }
    /** Import users. */
    readonly import: {
      /**
       * Import users.
       *
       * Makes users with the ids, times and password hashes that they had elsewhere, and says of each row what became of it. Nobody who is there is changed, and no mail goes out; the same rows may be sent again after an interruption. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      mutate(
        input: UserImport,
        options?: CallOptions,
      ): RosterPromise<UserImportReport, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
    /** Export users. */
    readonly export: {
      /**
       * Export users.
       *
       * As `POST /users/import` takes them, the oldest first. Users whose retention time is over are left out: there is nothing left of them. An API key gets no password hashes. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      query(
        input?: UserExportQuery | undefined,
        options?: CallOptions,
      ): RosterPromise<UserExportPage, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
    /** Sign in. */
    readonly login: {
      /**
       * Sign in.
       *
       * A wrong password, an unknown address and a deleted account are answered alike.
       * @throws INVALID_CREDENTIALS The e-mail address or the password is wrong.
       * @throws ACCOUNT_DISABLED This account is disabled.
       * @throws EMAIL_NOT_VERIFIED Confirm the e-mail address of this account first.
       */
      mutate(
        input: Login,
        options?: CallOptions,
      ): RosterPromise<TokenPair, CommonErrorCode | 'INVALID_CREDENTIALS' | 'ACCOUNT_DISABLED' | 'EMAIL_NOT_VERIFIED'>
    }
    /** Trade a refresh token for the next pair. */
    readonly refresh: {
      /**
       * Trade a refresh token for the next pair.
       *
       * Each refresh token works once. Using a spent one ends the session, except for the direct predecessor, which gets the same successor again: within a few seconds, or within a day if both requests carry the same retry key.
       * @throws REFRESH_TOKEN_INVALID This refresh token is not valid any longer. Sign in again.
       */
      mutate(input: Refresh, options?: CallOptions): RosterPromise<TokenPair, CommonErrorCode | 'REFRESH_TOKEN_INVALID'>
    }
    /** Sign out. */
    readonly logout: {
      /**
       * Sign out.
       *
       * Ends the session of this request. An API key has none. For users who are signed in.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      mutate(
        input?: undefined,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
    /** Ask for a password reset. */
    readonly resetPassword: {
      /**
       * Ask for a password reset.
       *
       * The answer is always the same. A signed-in caller may leave out `email` and means their own account.
       */
      mutate(input?: ResetPassword | undefined, options?: CallOptions): RosterPromise<Accepted, CommonErrorCode>
    }
    /** Set a new password with the mailed token. */
    readonly confirmPasswordReset: {
      /**
       * Set a new password with the mailed token.
       *
       * Ends every session of the user. A refused password does not use the token up.
       * @throws RESET_TOKEN_INVALID This reset link is wrong, used or expired. Ask for a new one.
       */
      mutate(
        input: ConfirmPasswordReset,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'RESET_TOKEN_INVALID'>
    }
    /** Confirm an e-mail address with the mailed token. */
    readonly verifyEmail: {
      /**
       * Confirm an e-mail address with the mailed token.
       *
       * Also puts a change of address into effect. The first confirmation of an address ends all other sessions.
       * @throws VERIFICATION_TOKEN_INVALID This confirmation link is wrong, used or expired. Ask for a new one.
       * @throws EMAIL_TAKEN This e-mail address already belongs to an account.
       */
      mutate(
        input: VerifyEmail,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'VERIFICATION_TOKEN_INVALID' | 'EMAIL_TAKEN'>
    }
    /** Mail the confirmation link again. */
    readonly resendVerification: {
      /**
       * Mail the confirmation link again.
       *
       * The answer is always the same.
       */
      mutate(input: ResendVerification, options?: CallOptions): RosterPromise<Accepted, CommonErrorCode>
    }
  }
  readonly sessions: {
    /** List the sessions of a user. */
    readonly list: {
      /**
       * List the sessions of a user.
       *
       * The living ones, the last used first. No token is in it. For users who are signed in.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       */
      query(
        input: UserRef,
        options?: CallOptions,
      ): RosterPromise<SessionList, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND'>
    }
    /** End every session of a user. */
    readonly revokeAll: {
      /**
       * End every session of a user.
       *
       * The caller's own included, if it is theirs. For users who are signed in.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       */
      mutate(
        input: UserRef,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND'>
    }
    /** End one session. */
    readonly revoke: {
      /**
       * End one session.
       *
       * For users who are signed in.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws USER_NOT_FOUND There is no such user.
       */
      mutate(
        input: SessionRef,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'USER_NOT_FOUND'>
    }
  }
  readonly audit: {
    /** List what happened. */
    readonly list: {
      /**
       * List what happened.
       *
       * Newest first. Each event carries the hash of the one before it, so a changed or missing one shows. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      query(
        input?: AuditListQuery | undefined,
        options?: CallOptions,
      ): RosterPromise<AuditPage, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
    /** Verify the hash chain. */
    readonly verify: {
      /**
       * Verify the hash chain.
       *
       * Looks at so many events, the oldest first; call again with `nextCursor` until it is null. It ends at the first event that was changed or is missing. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      query(
        input?: AuditVerifyQuery | undefined,
        options?: CallOptions,
      ): RosterPromise<AuditVerification, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
  }
  readonly statistics: {
    /** Count users, sessions and sign-ins. */
    readonly read: {
      /**
       * Count users, sessions and sign-ins.
       *
       * How many there are now, and how that came about over hours, days or months in a time zone. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      query(
        input?: StatisticsQuery | undefined,
        options?: CallOptions,
      ): RosterPromise<Statistics, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
  }
  readonly apiKeys: {
    /** Make an API key. */
    readonly create: {
      /**
       * Make an API key.
       *
       * For programs. The key may do what an administrator may, within its scopes: procedures such as `users.list`, or groups such as `users:read`. The answer holds the secret, this once. A key ends when it expires or is revoked, and when whoever made it is no administrator any longer. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       * @throws CONFLICT The request does not fit the present state.
       */
      mutate(
        input: ApiKeysCreateInput,
        options?: CallOptions,
      ): RosterPromise<ApiKeyCreated, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'CONFLICT'>
    }
    /** List API keys. */
    readonly list: {
      /**
       * List API keys.
       *
       * Newest first, the ended ones included. No secret is in it. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      query(
        input?: ApiKeyListQuery | undefined,
        options?: CallOptions,
      ): RosterPromise<ApiKeyPage, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
    /** Revoke an API key. */
    readonly revoke: {
      /**
       * Revoke an API key.
       *
       * For good; the next request with it is refused. For administrators.
       * @throws UNAUTHENTICATED Sign in first: there is no valid credential with this request.
       * @throws FORBIDDEN You are not allowed to do this.
       */
      mutate(
        input: ApiKeyRef,
        options?: CallOptions,
      ): RosterPromise<void, CommonErrorCode | 'UNAUTHENTICATED' | 'FORBIDDEN'>
    }
  }
}
