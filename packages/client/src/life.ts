import { RosterError } from './errors.ts'
import type { AbortSignalLike } from './platform.ts'

/** How long one call goes on: until it is answered, given up, or out of time. */
export interface Life {
  /** Why it is over, before anyone answered. */
  readonly end: RosterError | undefined
  /** Until when it may take, in milliseconds since the epoch. */
  readonly deadlineMs: number
  /** The work, or the end of this life if that comes first. */
  race<T>(work: Promise<T>): Promise<T>
  onEnd(listener: () => void): () => void
  sleep(ms: number): Promise<void>
  dispose(): void
}

export function startLife(timeoutMs: number, signal: AbortSignalLike | undefined): Life {
  let end: RosterError | undefined
  const listeners = new Set<() => void>()
  const stop = (error: RosterError) => {
    end ??= error
    for (const listener of [...listeners]) listener()
  }
  const onAbort = () => stop(new RosterError('ABORTED', 'The call was given up.', { cause: signal?.reason }))
  const timer = setTimeout(
    () => stop(new RosterError('TIMEOUT', `There was no answer within ${timeoutMs} ms.`)),
    timeoutMs,
  )
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })

  const life: Life = {
    get end() {
      return end
    },
    deadlineMs: Date.now() + timeoutMs,
    onEnd(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    race(work) {
      if (end !== undefined) {
        work.catch(() => undefined)
        return Promise.reject(end)
      }
      return new Promise((resolve, reject) => {
        const off = life.onEnd(() => reject(end))
        work.then(resolve, reject).finally(off)
      })
    },
    sleep: (ms) => {
      let sleeper: ReturnType<typeof setTimeout> | undefined
      const work = new Promise<void>((resolve) => {
        sleeper = setTimeout(resolve, ms)
      })
      return life.race(work).finally(() => clearTimeout(sleeper))
    },
    dispose() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    },
  }
  return life
}
