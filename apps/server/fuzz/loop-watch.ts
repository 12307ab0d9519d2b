import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 5

/** Says for how long at most the event loop was held since it was asked last. */
export interface LoopWatch extends Disposable {
  takeMaxMs(): number
}

export function watchLoop(): LoopWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  return {
    takeMaxMs() {
      const maxMs = delay.max / 1e6
      delay.reset()
      return maxMs
    },
    [Symbol.dispose]: () => delay.disable(),
  }
}
