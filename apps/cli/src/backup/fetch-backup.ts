import { RosterError, type RosterErrorCode } from '@roster/client'
import { profileTokens } from '../profile/tokens.ts'
import type { Roster } from '../roster.ts'
import type { Credential } from '../server/credential.ts'
import { userAgent } from '../version.ts'

interface Problem {
  readonly code?: RosterErrorCode
  readonly detail?: string
  readonly request_id?: string
  readonly retry_after_seconds?: number
}

/** Asks the server for a backup. @throws RosterError as for a procedure */
export async function fetchBackup(roster: Roster): Promise<Response> {
  const credential = await roster.credential()
  const headers = { authorization: `Bearer ${await tokenOf(roster, credential)}`, 'user-agent': userAgent }
  let reply: Response
  try {
    reply = await fetch(`${credential.url}/api/v1/backup`, { headers, redirect: 'manual' })
  } catch (cause) {
    throw new RosterError('NETWORK', 'The server could not be reached.', { cause })
  }
  if (reply.ok && reply.headers.get('content-type') === 'application/gzip') return reply
  const problem = (await reply.json().catch(() => ({}))) as Problem
  throw new RosterError(problem.code ?? 'BAD_REPLY', problem.detail ?? 'Something answered that is not Roster.', {
    status: reply.status,
    requestId: problem.request_id,
    retryAfterSeconds: problem.retry_after_seconds,
  })
}

/** Of a session, an access token that is not about to run out: a call renews it where it has to be. */
async function tokenOf(roster: Roster, credential: Credential): Promise<string | undefined> {
  if (credential.kind === 'key') return credential.apiKey
  const client = await roster.client()
  await client.users.get.query({ userId: 'me' })
  const tokens = await profileTokens(credential.path, credential.url).store.get()
  return tokens?.accessToken
}
