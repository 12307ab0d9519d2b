import type { FetchLike } from '@roster/client'
import { useSyncExternalStore } from 'react'
import { settings } from './settings.ts'

const FIRST_LOOK_MS = 1000
const LONGEST_LOOK_MS = 8000
const HEALTH_URL = `${settings.base}/health/ready`
const AWAY = [502, 503, 504]

/** Whether the server answers, as far as the last request tells. */
export type Connection = 'ok' | 'offline' | 'unreachable'

let current: Connection = navigator.onLine ? 'ok' : 'offline'
let timer: ReturnType<typeof setTimeout> | undefined
let looks = 0
const listeners = new Set<(connection: Connection, before: Connection) => void>()

/** `fetch`, with an eye on whether anybody answers. */
export const watchedFetch: FetchLike = async (url, init) => {
  try {
    const reply = await fetch(url, init)
    if (reply.status === 503 && url !== HEALTH_URL) {
      // Only busy, or without its database: that it says elsewhere.
      lookNow()
    } else {
      // 502 and 504 come from a proxy whose server is away.
      tell(AWAY.includes(reply.status) ? 'unreachable' : 'ok')
    }
    return reply
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) tell('unreachable')
    throw error
  }
}

function tell(seen: 'ok' | 'unreachable'): void {
  const next = seen === 'ok' || navigator.onLine ? seen : 'offline'
  if (next !== 'ok') lookAgain()
  else stopLooking()
  if (next === current) return
  const before = current
  current = next
  for (const listener of listeners) listener(next, before)
}

/** Asks until somebody answers, in longer and longer steps. */
function lookAgain(): void {
  if (timer !== undefined) return
  const delay = Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** looks)
  looks += 1
  timer = setTimeout(lookNow, delay)
}

/** Asks at once: the browser is online again, or a person is tired of waiting. */
export function lookNow(): void {
  clearTimeout(timer)
  timer = undefined
  void watchedFetch(HEALTH_URL, { method: 'GET', headers: {} }).catch(() => undefined)
}

function stopLooking(): void {
  clearTimeout(timer)
  timer = undefined
  looks = 0
}

addEventListener('online', lookNow)
addEventListener('offline', () => tell('unreachable'))

export function onConnection(listener: (connection: Connection, before: Connection) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useConnection = (): Connection => useSyncExternalStore(onConnection, () => current)
