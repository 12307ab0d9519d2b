import type { Pool, QueryResultRow } from 'pg'

/** So many statements at a time; while they are under way, whoever comes waits for the next one, with everybody else. */
const MAX_RUNNING = 2
/** Keys in one statement, at most: more than can wait while one that gets no answer is given up. */
const MAX_BATCH = 10_000

/** A statement that finds rows by keys: `unnest($1::uuid[], …) WITH ORDINALITY`, an array for each part of the key. */
export interface BatchedStatement {
  /** It is prepared once for each connection, under this name. */
  readonly name: string
  /** Gives at most one row for a key, with the key's place among them, from 1 on, as `place` (int4). */
  readonly text: string
}

interface Waiting<Row> extends Omit<PromiseWithResolvers<Row | undefined>, 'promise'> {
  readonly key: readonly string[]
}

/**
 * Reads rows by key, many at once: look-ups of the same turn of the event loop, and those that come while others are
 * under way, go out as one statement. Each statement begins after the look-ups it answers, so nothing is ever older
 * than its question. A statement that fails fails for all of them.
 */
export function createBatchedRead<Row extends QueryResultRow>(
  pool: Pool,
  statement: BatchedStatement,
): (...key: readonly string[]) => Promise<Row | undefined> {
  const waiting: Waiting<Row>[] = []
  let isScheduled = false
  let running = 0

  const flush = (): void => {
    isScheduled = false
    while (waiting.length > 0 && running < MAX_RUNNING) void run(waiting.splice(0, MAX_BATCH))
  }

  const run = async (batch: readonly Waiting<Row>[]): Promise<void> => {
    running += 1
    try {
      const parts = batch[0]?.key.length ?? 0
      const values = Array.from({ length: parts }, (_, part) => batch.map(({ key }) => key[part]))
      const { rows } = await pool.query<Row & { place: number }>({ ...statement, values })
      for (const row of rows) batch[row.place - 1]?.resolve(row)
      // Whoever has a row has been answered already.
      for (const { resolve } of batch) resolve(undefined)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      running -= 1
      flush()
    }
  }

  return (...key) => {
    const { promise, resolve, reject } = Promise.withResolvers<Row | undefined>()
    waiting.push({ key, resolve, reject })
    if (!isScheduled && running < MAX_RUNNING) {
      isScheduled = true
      setImmediate(flush)
    }
    return promise
  }
}
