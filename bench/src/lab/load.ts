import { join } from 'node:path'
import { runScript } from './run-script.ts'

const SCRIPT = join(import.meta.dirname, '../../peers/load.js')

/** The part of autocannon's options that is used here; durations in seconds. */
export interface LoadOptions {
  readonly url: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Instead of one request, several in turn. */
  readonly requests?: readonly { readonly body: string }[]
  readonly connections: number
  readonly duration?: number
  /** So many requests in all, instead of a duration. */
  readonly amount?: number
  /** An answer of 503 is none that counts, but no reason to stop either. */
  readonly mayRefuse?: boolean
}

export interface LoadResult {
  /** Answers of success alone. */
  readonly perSecond: number
  readonly total: number
  readonly latencyMs: Readonly<Record<'p50' | 'p90' | 'p97_5' | 'p99' | 'max', number>>
}

/** Sends requests from a second process. Rejects when any of them fails: a server that refuses is fast too. */
export async function load({ mayRefuse = false, ...options }: LoadOptions): Promise<LoadResult> {
  const result = await runScript<LoadResult & { failed: number; statuses: string; refused: number }>(SCRIPT, [
    JSON.stringify(options),
  ])
  const failed = result.failed - (mayRefuse ? result.refused : 0)
  if (failed > 0)
    throw new Error(`${failed} of ${result.total} requests to ${options.url} failed; statuses: ${result.statuses}`)
  return result
}
