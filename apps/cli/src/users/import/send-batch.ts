import { setTimeout as delay } from 'node:timers/promises'
import { isRosterError, type RosterClient, type UserImportResult } from '@roster/client'
import { EXIT } from '../../exit-code.ts'
import { Failure } from '../../failure.ts'
import type { Entry } from './read-rows.ts'

const MAX_TRIES = 8
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000

export type Outcome = 'created' | 'unchanged' | 'conflict' | 'invalid' | 'skipped'

/** What became of one record. */
export interface Result {
  readonly entry: Entry
  readonly outcome: Outcome
  readonly userId: string | null
  readonly passwordDropped: boolean
  readonly errors: UserImportResult['errors']
}

export interface SendOptions {
  readonly dryRun: boolean
  readonly dropUnusableHashes: boolean
  /** Hears that a call will be tried again. */
  readonly onRetry: (error: Error, seconds: number) => void
}

/**
 * Imports one batch. A call whose answer was lost is made again: the server knows the rows that it has taken.
 * @throws Failure when the server's answer does not have one result for each row
 */
export async function sendBatch(
  client: RosterClient,
  batch: readonly Entry[],
  options: SendOptions,
): Promise<readonly Result[]> {
  const rows = batch.flatMap(({ meaning }) => ('row' in meaning ? [meaning.row] : []))
  const { dryRun, dropUnusableHashes } = options
  const answered =
    rows.length === 0
      ? []
      : await persist(
          async () => (await client.users.import.mutate({ rows, dryRun, dropUnusableHashes })).results,
          options,
        )
  if (answered.length !== rows.length || answered.some(({ index }, position) => index !== position)) {
    const advice = 'Check that the server and this program are of the same version, and import the file again.'
    throw new Failure(EXIT.failure, `The server answered ${answered.length} of ${rows.length} rows.`, advice)
  }
  const next = answered.values()
  return batch.map((entry) => {
    const { meaning } = entry
    if ('problem' in meaning) return local(entry, 'invalid', 'unreadable', meaning.problem)
    if ('skipped' in meaning) return local(entry, 'skipped', 'skipped', meaning.skipped)
    const { value: result } = next.next()
    if (result === undefined) throw new Error('There is no result left')
    return { entry, ...result }
  })
}

const local = (entry: Entry, outcome: Outcome, code: string, message: string): Result => ({
  entry,
  outcome,
  userId: null,
  passwordDropped: false,
  errors: [{ field: '', code, message }],
})

/** Tries again what may work later. */
async function persist<Value>(call: () => Promise<Value>, { onRetry }: SendOptions): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      const mayPass =
        isRosterError(error, 'NETWORK', 'TIMEOUT', 'RATE_LIMITED', 'OVERLOADED', 'DATABASE_UNAVAILABLE') &&
        tries < MAX_TRIES
      if (!mayPass) throw error
      const backoff = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1))
      const waitMs = Math.max(backoff, (error.retryAfterSeconds ?? 0) * 1000)
      onRetry(error, waitMs / 1000)
      await delay(waitMs)
    }
  }
}
