import { fetchPlain } from './fetch-plain.ts'

/**
 * Asks once whether anything answers, before the client begins: it goes on trying for as long as a call may take, which
 * is right when a connection breaks under way, and too long when a name was mistyped or a server is not started. The
 * connection stays open for the calls that follow.
 * @throws RosterError NETWORK or TIMEOUT
 */
export async function checkReachable(url: string, timeoutMs: number): Promise<void> {
  const reply = await fetchPlain(`${url}/health/live`, timeoutMs)
  await reply.body?.cancel()
}
