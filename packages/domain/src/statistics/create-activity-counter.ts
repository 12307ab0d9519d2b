import type { PrismaClient } from '@roster/db'
import type { SecurityEvent } from '../context.ts'
import { type Activity, type ActivityCount, addActivity, slotOf } from './store.ts'

const FLUSH_MS = 10_000

const activities: Readonly<Record<string, Activity>> = {
  'session.created': 'sign_in',
  'session.refused': 'failed_sign_in',
  'session.limited': 'failed_sign_in',
}

/** Counts sign-ins and failures, by the quarter of an hour. */
export interface ActivityCounter extends AsyncDisposable {
  /** Counts an event that is about activity, and no other. */
  count(event: SecurityEvent): void
  /** Adds what was counted to the database. */
  flush(): Promise<void>
}

/**
 * Counts in memory and adds to the database every few seconds, in one statement: a storm of sign-ins costs it nothing
 * and many servers hardly meet. What was counted in the last seconds is lost when a process is killed.
 */
export function createActivityCounter({ client, now }: { client: PrismaClient; now(): Date }): ActivityCounter {
  let counts = new Map<string, ActivityCount>()
  let flushing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  const add = ({ startsAt, activity, count }: ActivityCount): void => {
    const key = `${startsAt.getTime()} ${activity}`
    counts.set(key, { startsAt, activity, count: count + (counts.get(key)?.count ?? 0) })
  }

  const write = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (counts.size === 0) return
    const taken = counts
    counts = new Map()
    try {
      await addActivity(client, [...taken.values()])
    } catch (error) {
      for (const count of taken.values()) add(count)
      throw error
    }
  }

  const flush = (): Promise<void> => {
    const next = flushing.then(write)
    flushing = next.catch(() => undefined)
    return next
  }

  const schedule = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch(schedule)
    }, FLUSH_MS).unref()
  }

  return {
    count({ event }) {
      const activity = activities[event]
      if (activity === undefined) return
      add({ startsAt: slotOf(now()), activity, count: 1 })
      schedule()
    },
    flush,
    async [Symbol.asyncDispose]() {
      await flush().catch(() => undefined)
      clearTimeout(timer)
    },
  }
}
