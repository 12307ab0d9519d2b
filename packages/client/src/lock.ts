import { webLocks } from './browser.ts'

/** A tab that the browser has put to sleep may hold a lock for ever; one that is awake is done sooner than this. */
const PATIENCE_MS = 25_000

/** For clients in one page or process, where there are no Web Locks. */
const queues = new Map<string, Promise<unknown>>()

/**
 * Runs `work` while nobody else who shares the name does. Waits for its turn for so long at most.
 * @param work Is told whether somebody else has just had theirs.
 */
export async function takeTurns<T>(name: string, work: (waited: boolean) => Promise<T>): Promise<T> {
  const locks = webLocks()
  if (locks === undefined) return queue(name, () => work(false))
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  let started = false
  const start = (waited: boolean): Promise<T> => {
    started = true
    clearTimeout(timer)
    return work(waited)
  }
  try {
    const first = await locks.request(
      name,
      { ifAvailable: true },
      async (lock) => lock && { result: await start(false) },
    )
    if (first !== null) return first.result
    return await locks.request(name, { signal: patience.signal }, () => start(true))
  } catch (error) {
    // No lock to be had, in time or at all (a sandboxed frame): the server's grace has to do.
    if (started) throw error
    return await queue(name, () => work(false))
  } finally {
    clearTimeout(timer)
  }
}

async function queue<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(name)
  const turn = before === undefined ? work() : before.then(work, work)
  const settled = turn.then(
    () => undefined,
    () => undefined,
  )
  queues.set(name, settled)
  try {
    return await turn
  } finally {
    if (queues.get(name) === settled) queues.delete(name)
  }
}
