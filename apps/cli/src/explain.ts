import { isRosterError, type RosterError, type RosterErrorCode } from '@roster/client'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import type { Credential } from './server/credential.ts'
import { RedirectError } from './server/send.ts'

/** An error, as the person at the terminal and scripts are told. */
export interface Explanation {
  readonly exitCode: ExitCode
  /** Of the server, of the client, or for what happened here: USAGE, NOT_SIGNED_IN, SYSTEM. */
  readonly code: string
  readonly message: string
  /** What is wrong with single values. */
  readonly fields?: ReadonlyArray<{ readonly field: string; readonly code: string; readonly message: string }>
  readonly advice: string
  readonly requestId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.invalid,
  401: EXIT.refused,
  403: EXIT.refused,
  404: EXIT.notFound,
  409: EXIT.conflict,
  412: EXIT.conflict,
  413: EXIT.invalid,
  415: EXIT.invalid,
  422: EXIT.invalid,
  429: EXIT.unavailable,
  503: EXIT.unavailable,
}

/** What to do, by what the server answered. */
const ADVICE: Partial<Record<RosterErrorCode, string>> = {
  INVALID_CREDENTIALS: 'Check both, and try again. Forgotten: roster users reset-password EMAIL',
  ACCOUNT_DISABLED: 'Another administrator can enable it: roster users enable EMAIL',
  EMAIL_NOT_VERIFIED: 'Follow the link in the mail that was sent to it.',
  REFRESH_TOKEN_INVALID: 'Sign in again: roster login',
  REAUTHENTICATION_FAILED: 'Give the current password of your own account, and try again.',
  USER_NOT_FOUND: 'Look for them: roster users list --search TEXT  (deleted ones: --status deleted)',
  NOT_FOUND: 'Check what you typed. If the server is older than this program, it may not have this yet: roster doctor',
  EMAIL_TAKEN: 'See whose it is: roster users get EMAIL',
  LAST_ADMIN: 'Make somebody else an administrator first: roster users update EMAIL --role admin',
  VERSION_CONFLICT: 'Run the command again: it reads the user anew.',
  BOOTSTRAP_TOKEN_INVALID:
    'The server prints a new link whenever it starts without an administrator. If there is one, ask them.',
  INTERNAL: 'Try again. If it stays so, the log of the server has more under the request id.',
  ABORTED: 'Run the command again.',
  BAD_REPLY: 'Check the address: roster doctor',
}

const BY_EXIT_CODE: Readonly<Record<ExitCode, string>> = {
  [EXIT.ok]: '',
  [EXIT.failure]: 'Try again. If it stays so, the log of the server has more under the request id.',
  [EXIT.usage]: 'See --help.',
  [EXIT.refused]: 'Sign in as somebody who may: roster login',
  [EXIT.notFound]: 'Check what you typed.',
  [EXIT.conflict]: 'Look at the present state, and run the command again.',
  [EXIT.invalid]: 'Correct it, and run the command again.',
  [EXIT.unavailable]: 'Try again later.',
  [EXIT.findings]: '',
  [EXIT.interrupted]: '',
}

/** @param credential Whom the command spoke as, if it came to that */
export function explain(error: unknown, url: string | undefined, credential: Credential | undefined): Explanation {
  if (error instanceof Failure) {
    const code = error.exitCode === EXIT.usage ? 'USAGE' : error.exitCode === EXIT.refused ? 'NOT_SIGNED_IN' : 'FAILED'
    return { exitCode: error.exitCode, code, message: error.message, advice: error.advice }
  }
  if (isRosterError(error)) return explainReply(error, url ?? 'the server', credential)
  return explainSystem(error)
}

function explainReply(error: RosterError, url: string, credential: Credential | undefined): Explanation {
  const { code, requestId, retryAfterSeconds, issues } = error
  if (code === 'NETWORK' || code === 'TIMEOUT') return { ...explainSilence(error, url), retryAfterSeconds }
  const exitCode = BY_STATUS[error.status ?? 0] ?? EXIT.failure
  return {
    exitCode,
    code,
    message: messageOf(error, url),
    ...(issues.length > 0 && { fields: issues }),
    advice: adviceFor(error, exitCode, credential),
    requestId,
    retryAfterSeconds,
  }
}

function messageOf({ code, issues, message }: RosterError, url: string): string {
  if (code === 'BAD_REPLY') return `What answers at ${url} is not a Roster server.`
  return issues.length > 0 ? 'The server does not accept this:' : message
}

function adviceFor(error: RosterError, exitCode: ExitCode, credential: Credential | undefined): string {
  const { code, retryAfterSeconds } = error
  if (code === 'UNAUTHENTICATED') {
    return credential?.kind === 'key'
      ? 'The key in ROSTER_API_KEY is wrong, expired or revoked, may not be used from here, or its creator is no longer an administrator. One who signs in (roster login, without ROSTER_API_KEY) can look: roster keys list'
      : 'The session is over. Sign in again: roster login'
  }
  if (code === 'FORBIDDEN') {
    return credential?.kind === 'key'
      ? 'The scopes of the key in ROSTER_API_KEY do not cover this, or it is not for keys to do. An administrator who signs in can make another one: roster keys create --help'
      : 'This takes an administrator. See who you are: roster whoami'
  }
  if (retryAfterSeconds !== undefined) return `Try again in ${retryAfterSeconds} seconds.`
  return ADVICE[code] ?? BY_EXIT_CODE[exitCode]
}

const SILENCE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ETIMEDOUT: 'the machine does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the machine does not answer',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody this machine trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody this machine trusts',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody this machine trusts',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

function explainSilence(error: RosterError, url: string): Explanation {
  const { code } = error
  const causes = causesOf(error)
  const redirect = causes.find((cause) => cause instanceof RedirectError)
  if (redirect instanceof RedirectError) {
    return {
      exitCode: EXIT.failure,
      code: 'REDIRECT',
      message: `${url} redirects to ${redirect.location}.`,
      advice: 'Nothing was sent there. If that is where the server is now, name it with --url or ROSTER_URL.',
    }
  }
  const reasonCode = causes.map((cause) => (cause as NodeJS.ErrnoException).code).find((each) => each !== undefined)
  const reason = code === 'TIMEOUT' ? 'there was no answer in time' : (SILENCE[reasonCode ?? ''] ?? reasonCode)
  const isCertificate = /CERT|VERIFY/.test(reasonCode ?? '')
  return {
    exitCode: EXIT.unavailable,
    code,
    message: `Cannot reach ${url}${reason === undefined ? '' : `: ${reason}`}.`,
    advice: isCertificate
      ? 'Trust a certificate of your own with NODE_EXTRA_CA_CERTS=/path/to/ca.pem. More: roster doctor'
      : 'Start the server, or name another one with --url or ROSTER_URL. More: roster doctor',
  }
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = []
  for (let cause = (error as Error).cause; cause instanceof Error && causes.length < 8; cause = cause.cause) {
    causes.push(cause, ...(cause instanceof AggregateError ? cause.errors : []))
  }
  return causes
}

/** Files that cannot be read or written, and what nobody expected. */
function explainSystem(error: unknown): Explanation {
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const base = { exitCode: EXIT.failure, code: 'SYSTEM' }
  const what = path ?? 'A file'
  if (code === 'ENOENT') return { ...base, message: `${what} does not exist.`, advice: 'Check the path.' }
  if (code === 'ENOTDIR' || (code === 'EEXIST' && syscall === 'mkdir')) {
    return {
      ...base,
      message: `${what} is not a directory.`,
      advice: 'Name another place (profiles: XDG_CONFIG_HOME).',
    }
  }
  if (code === 'EISDIR') return { ...base, message: `${what} is a directory.`, advice: 'Name a file.' }
  if (code === 'ENOSPC')
    return { ...base, message: 'The disk is full.', advice: 'Make room, and run the command again.' }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const advice = 'Change its permissions, or name another place (profiles: XDG_CONFIG_HOME).'
    return { ...base, message: `${what} may not be read or written by this user.`, advice }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { ...base, message, advice: 'This is a defect of this program. Please report it with what is above.' }
}
