import { setTimeout as delay } from 'node:timers/promises'
import { send } from './send.ts'

/** Asks one path again and again, and remembers when it answered what. */
export interface Probe {
  readonly samples: readonly Sample[]
  stop(): Promise<void>
}

export interface Sample {
  /** When it was asked, by `performance.now()`. */
  readonly at: number
  /** 0 when no answer came. */
  readonly status: number
  readonly ms: number
}

export function startProbe(url: string, everyMs: number): Probe {
  const samples: Sample[] = []
  let running = true
  const work = (async () => {
    while (running) {
      const at = performance.now()
      const { status, ms } = await send(url, { method: 'GET', timeoutMs: 5_000 }).catch(() => ({
        status: 0,
        ms: performance.now() - at,
      }))
      samples.push({ at, status, ms })
      await delay(everyMs)
    }
  })()
  return {
    samples,
    async stop() {
      running = false
      await work
    },
  }
}
