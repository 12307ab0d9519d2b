import type { DataDirLockedError } from '@roster/db'
import { type Finding, findingsAbout } from './finding.ts'

const TIMEOUT_MS = 3000
const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** Where a server with these settings answers on this machine. */
export function localUrlOf({ host, port }: { readonly host: string; readonly port: number }): string {
  const address = ANY_ADDRESS[host] ?? host
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** The embedded database serves one process. While that is the server, only the server can say how it is. */
export async function askRunningServer(
  locked: Pick<DataDirLockedError, 'owner' | 'message'>,
  url: string,
): Promise<readonly Finding[]> {
  const { ok, problem, unknown } = findingsAbout('Server')
  const left = findingsAbout('Left out').unknown(
    'migrations, signing keys, audit log, mail queue, administrator and clock: the running server holds the database',
    'Stop it and run this again to look at them.',
  )
  if (locked.owner === null) return [problem('the data directory is locked', locked.message), left]
  const holder = `process ${locked.owner.pid} holds the data directory since ${locked.owner.since}`
  try {
    const reply = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' })
    await reply.body?.cancel()
    if (reply.ok) return [ok(`runs and is ready (${url}; ${holder})`), left]
    return [problem(`runs and is not ready (${url} says ${reply.status}; ${holder})`, 'Its log says why.'), left]
  } catch {
    return [
      unknown(
        `${holder}, and nothing answers at ${url}`,
        'Is that a server with another HOST or PORT, or another command?',
      ),
      left,
    ]
  }
}
