import { DomainError } from './errors.ts'
import type { PasswordHasher } from './passwords/hasher.ts'

/**
 * How long one call waits for the database, however many queries it needs: each of them has a limit of its own, and
 * together they would hold a caller for longer than anybody was promised. Disposing it ends the wait.
 */
export interface Patience extends Disposable {
  readonly isOver: boolean
  /** Gives what the work gives. Throws DATABASE_UNAVAILABLE when the time is over, and leaves the work behind. */
  hold<Result>(work: Promise<Result>): Promise<Result>
  /**
   * Does not run out while something else than the database is waited for, which counts all the same: half of the time
   * is left for what comes after that, or more.
   */
  pause<Result>(work: Promise<Result>): Promise<Result>
}

export function startPatience(limitMs: number): Patience {
  const { promise: end, reject } = Promise.withResolvers<never>()
  // Nobody may be waiting any more when it comes.
  end.catch(() => undefined)
  const startedAt = performance.now()
  let pauses = 0
  let isOver = false
  const giveUp = () => {
    isOver = true
    reject(new DomainError('DATABASE_UNAVAILABLE', { cause: new Error(`The call took ${limitMs} ms or more`) }))
  }
  let timer = setTimeout(giveUp, limitMs)

  return {
    get isOver() {
      return isOver
    },
    hold: (work) => Promise.race([work, end]),
    async pause(work) {
      pauses += 1
      clearTimeout(timer)
      try {
        return await work
      } finally {
        pauses -= 1
        const leftMs = limitMs - (performance.now() - startedAt)
        if (pauses === 0 && !isOver) timer = setTimeout(giveUp, Math.max(leftMs, limitMs / 2))
      }
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      // What is left behind starts no clock any more.
      pauses = Number.POSITIVE_INFINITY
    },
  }
}

/** A hasher that nobody's patience ends at. */
export function hashWithout(patience: Patience, hasher: PasswordHasher): PasswordHasher {
  return {
    get waiting() {
      return hasher.waiting
    },
    admit: () => hasher.admit(),
    hash: (password) => patience.pause(hasher.hash(password)),
    verify: (password, hash) => patience.pause(hasher.verify(password, hash)),
    [Symbol.asyncDispose]: () => hasher[Symbol.asyncDispose](),
  }
}
