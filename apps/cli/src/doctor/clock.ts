import type { Finding } from './finding.ts'

const TOLERANCE_MS = 30_000
const about = 'Clock'

/** Whether this machine's clock and the server's agree. @param date The `Date` header of a reply */
export function checkClock(date: string | null, nowMs: number): readonly Finding[] {
  const serverMs = Date.parse(date ?? '')
  if (Number.isNaN(serverMs)) return []
  const seconds = Math.round(Math.abs(nowMs - serverMs) / 1000)
  if (seconds * 1000 <= TOLERANCE_MS) return [{ about, level: 'ok', says: 'agrees with the server’s' }]
  const says = `is ${seconds} seconds ${nowMs > serverMs ? 'ahead of' : 'behind'} the server’s`
  return [
    { about, level: 'warning', says, advice: 'Set both by NTP: times in lists and the ends of sessions rest on them.' },
  ]
}
