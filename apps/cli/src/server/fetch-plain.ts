import { RosterError } from '@roster/client'
import { userAgent } from '../version.ts'
import { RedirectError } from './send.ts'

/**
 * A GET of something that is not a procedure, and that needs no credential.
 * @throws RosterError NETWORK or TIMEOUT when nothing answers
 */
export async function fetchPlain(url: string, timeoutMs: number): Promise<Response> {
  const headers = { 'user-agent': userAgent }
  let reply: Response
  try {
    reply = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError'
    throw new RosterError(isLate ? 'TIMEOUT' : 'NETWORK', 'The server could not be reached.', { cause })
  }
  if (reply.status < 300 || reply.status > 399) return reply
  const cause = new RedirectError(reply.headers.get('location') ?? 'somewhere else')
  throw new RosterError('NETWORK', cause.message, { cause })
}
