import { setTimeout as delay } from 'node:timers/promises'

export interface PollLoopOptions<Result> {
  /** One round of work; leaves off when the signal is aborted. */
  run(stop: AbortSignal): Promise<Result>
  readonly intervalMs: number
  readonly flushTimeoutMs: number
  /** A round failed; heard once, until one succeeds again. */
  onDown(error: unknown): void
  onUp(): void
}

/** Work that is done on a wake and on an interval, one round at a time; disposal does a last one, bounded in time. */
export interface PollLoop<Result> extends AsyncDisposable {
  start(): void
  wake(): void
  /** A round that begins after this call. Throws what the round throws. */
  runOnce(): Promise<Result>
}

const LONGEST_PAUSE_MS = 30_000
const STOP_TIMEOUT_MS = 500

export function createPollLoop<Result>(options: PollLoopOptions<Result>): PollLoop<Result> {
  const stop = new AbortController()
  let state: 'idle' | 'started' | 'disposed' = 'idle'
  let timer: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting = false
  let failures = 0
  let disposal: Promise<void> | undefined

  function runOnce(): Promise<Result> {
    const round = last.then(() => {
      waiting = false
      return options.run(stop.signal)
    })
    last = round.catch(() => undefined)
    return round
  }

  /** However often it is called while a round waits to begin, one round is enough. */
  function wake(): void {
    if (state !== 'started' || waiting) return
    waiting = true
    clearTimeout(timer)
    void supervisedRound()
  }

  async function supervisedRound(): Promise<void> {
    try {
      await runOnce()
      if (failures > 0) options.onUp()
      failures = 0
    } catch (error) {
      if (failures === 0) options.onDown(error)
      failures += 1
    }
    if (state !== 'started' || waiting) return
    clearTimeout(timer)
    timer = setTimeout(
      wake,
      Math.min(options.intervalMs * 2 ** failures, Math.max(LONGEST_PAUSE_MS, options.intervalMs)),
    )
    timer.unref()
  }

  async function dispose(): Promise<void> {
    const wasStarted = state === 'started'
    state = 'disposed'
    clearTimeout(timer)
    const end = wasStarted ? runOnce().catch(() => undefined) : last
    if (await settlesWithin(end, options.flushTimeoutMs)) return
    stop.abort()
    await settlesWithin(end, STOP_TIMEOUT_MS)
  }

  return {
    start() {
      if (state !== 'idle') return
      state = 'started'
      wake()
    },
    wake,
    runOnce,
    [Symbol.asyncDispose]() {
      disposal ??= dispose()
      return disposal
    },
  }
}

async function settlesWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timeout = new AbortController()
  const late = delay(timeoutMs, false, { signal: timeout.signal }).catch(() => false)
  const inTime = await Promise.race([work.then(() => true), late])
  timeout.abort()
  return inTime
}
