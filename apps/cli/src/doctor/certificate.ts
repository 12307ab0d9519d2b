import { once } from 'node:events'
import { connect } from 'node:tls'
import type { Finding } from './finding.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 21
const about = 'Certificate'

/** How long the certificate of an https address is still good for. Whether it is trusted is for the requests to say. */
export async function checkCertificate(url: string, timeoutMs: number): Promise<readonly Finding[]> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol === 'http:') return []
  const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname, rejectUnauthorized: false })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(timeoutMs) })
    return [judge(new Date(socket.getPeerCertificate().valid_to), Date.now())]
  } catch {
    return [] // the next check says that nothing answers
  } finally {
    socket.destroy()
  }
}

export function judge(validTo: Date, nowMs: number): Finding {
  const days = Math.floor((validTo.getTime() - nowMs) / DAY_MS)
  const day = validTo.toISOString().slice(0, 10)
  if (days < 0) return { about, level: 'problem', says: `expired on ${day}`, advice: 'Renew it.' }
  if (days > SOON_DAYS) return { about, level: 'ok', says: `good until ${day}` }
  return { about, level: 'warning', says: `expires in ${days} days, on ${day}`, advice: 'See that it is renewed.' }
}
