import type { ErrorCode } from '@roster/contract'

/** Every kind of caller, in the order of the table's columns. */
export const callers = {
  anonymous: 'Nobody: no credential',
  self: 'A user, on their own account',
  other: "A user, on somebody else's account",
  admin: "An administrator, on somebody else's account",
  adminSelf: 'An administrator, on their own account',
  disabled: 'The token of a disabled user',
  deleted: 'The token of a deleted user',
  expired: 'An expired token',
  revoked: 'The token of a session that has ended',
  key: 'An API key with the scope',
  keyWithout: 'An API key with every scope but this one',
  keyEnded: 'An API key that was revoked',
} as const

export type CallerKind = keyof typeof callers
export const callerKinds = Object.keys(callers) as readonly CallerKind[]

/** Allowed, or the error that the caller gets. */
export type Access = 'yes' | ErrorCode

export interface AccessRow {
  /** The tRPC path: `users.get`. */
  readonly procedure: string
  /** What of it, where that makes a difference. */
  readonly what?: string
  readonly who: Readonly<Record<CallerKind, Access>>
}

/** All keys alike. */
const keys = (access: Access) => ({ key: access, keyWithout: access, keyEnded: access })

const nobodyStale = (access: Access) => ({ disabled: access, deleted: access, expired: access, revoked: access })

/** Signed in or not: a stale credential is no obstacle where none is needed. */
const anyone = {
  anonymous: 'yes',
  self: 'yes',
  other: 'yes',
  admin: 'yes',
  adminSelf: 'yes',
  ...nobodyStale('yes'),
  ...keys('yes'),
} as const

const stale = { anonymous: 'UNAUTHENTICATED', ...nobodyStale('UNAUTHENTICATED') } as const

const noKeys = { key: 'FORBIDDEN', keyWithout: 'FORBIDDEN', keyEnded: 'UNAUTHENTICATED' } as const

/** In person: on one's own session, for instance. */
const signedIn = { ...anyone, ...stale, ...noKeys } as const

const selfOrAdmin = { ...signedIn, key: 'yes', other: 'FORBIDDEN' } as const

const admins = { ...selfOrAdmin, self: 'FORBIDDEN' } as const

/** On an account that nobody has signed in to yet, so never their own. */
const adminsOnGuests = { ...admins, adminSelf: 'CONFLICT' } as const

const adminsInPerson = { ...admins, key: 'FORBIDDEN' } as const

/**
 * Who may call what: the source of `docs/access.md`, and of the test that calls every cell on both wires. A procedure
 * that is not in it fails that test.
 */
export const accessTable = [
  { procedure: 'users.register', who: anyone },
  { procedure: 'users.login', who: anyone },
  { procedure: 'users.refresh', what: 'with the refresh token of a session', who: anyone },
  { procedure: 'users.logout', who: signedIn },
  { procedure: 'users.resetPassword', what: 'for an address', who: anyone },
  {
    procedure: 'users.resetPassword',
    what: 'for their own account, without an address',
    who: {
      ...anyone,
      anonymous: 'VALIDATION_FAILED',
      ...nobodyStale('VALIDATION_FAILED'),
      ...keys('VALIDATION_FAILED'),
    },
  },
  { procedure: 'users.confirmPasswordReset', what: 'with a mailed token', who: anyone },
  { procedure: 'users.verifyEmail', what: 'with a mailed token', who: anyone },
  { procedure: 'users.resendVerification', who: anyone },
  {
    procedure: 'users.bootstrap',
    what: 'with the token of the printed link',
    who: { ...anyone, admin: 'BOOTSTRAP_TOKEN_INVALID', adminSelf: 'BOOTSTRAP_TOKEN_INVALID' },
  },
  { procedure: 'users.invite', who: admins },
  { procedure: 'users.invite', what: 'an administrator', who: adminsInPerson },
  { procedure: 'users.resendInvitation', what: 'to somebody without a password', who: adminsOnGuests },
  { procedure: 'users.acceptInvitation', what: 'with a mailed token', who: anyone },
  { procedure: 'users.list', who: admins },
  { procedure: 'users.get', who: selfOrAdmin },
  { procedure: 'users.update', what: 'nothing', who: selfOrAdmin },
  { procedure: 'users.update', what: 'the name', who: selfOrAdmin },
  { procedure: 'users.update', what: 'the address, with the present password', who: selfOrAdmin },
  {
    procedure: 'users.update',
    what: 'the address, without the present password',
    who: { ...selfOrAdmin, self: 'REAUTHENTICATION_FAILED', adminSelf: 'REAUTHENTICATION_FAILED' },
  },
  {
    procedure: 'users.update',
    what: 'the password, with the present one',
    who: { ...selfOrAdmin, admin: 'FORBIDDEN', key: 'FORBIDDEN' },
  },
  {
    procedure: 'users.update',
    what: 'the password, without the present one',
    who: {
      ...selfOrAdmin,
      self: 'REAUTHENTICATION_FAILED',
      admin: 'FORBIDDEN',
      key: 'FORBIDDEN',
      adminSelf: 'REAUTHENTICATION_FAILED',
    },
  },
  { procedure: 'users.update', what: 'the role', who: admins },
  { procedure: 'users.update', what: 'the role, to make an administrator', who: adminsInPerson },
  { procedure: 'users.update', what: 'the status', who: admins },
  { procedure: 'users.update', what: 'the status, to enable a disabled administrator', who: adminsInPerson },
  { procedure: 'users.delete', who: admins },
  { procedure: 'users.restore', who: admins },
  { procedure: 'users.restore', what: 'a deleted administrator', who: adminsInPerson },
  { procedure: 'users.import', who: admins },
  { procedure: 'users.export', what: 'without password hashes', who: admins },
  { procedure: 'users.export', what: 'with password hashes', who: adminsInPerson },
  { procedure: 'sessions.list', who: selfOrAdmin },
  { procedure: 'sessions.revoke', who: selfOrAdmin },
  { procedure: 'sessions.revokeAll', who: selfOrAdmin },
  { procedure: 'apiKeys.create', who: adminsInPerson },
  { procedure: 'apiKeys.list', who: adminsInPerson },
  { procedure: 'apiKeys.revoke', who: adminsInPerson },
  { procedure: 'audit.list', who: admins },
  { procedure: 'audit.verify', who: admins },
  { procedure: 'statistics.read', who: admins },
] as const satisfies readonly AccessRow[]

/** What a row is called: `users.update: the name`. */
export const rowName = ({ procedure, what }: AccessRow): string =>
  what === undefined ? procedure : `${procedure}: ${what}`
