import type { LimitStore } from '@roster/domain'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** A Redis that does not answer must not hold up a sign-in longer than a database would. */
const COMMAND_TIMEOUT_MS = 1000
const KEY_PREFIX = 'roster:'

/** Counters in Redis; disposing it ends the connection. */
export interface RedisLimitStore extends Disposable {
  readonly store: LimitStore
}

/**
 * Keeps the shared limits in Redis. Nothing waits for a connection: while there is none, what counts against a shared
 * limit is refused, and the log says so once.
 */
export function openRedisLimits(url: string, logger: Logger, keyPrefix = KEY_PREFIX): RedisLimitStore {
  const client = new Redis(url, {
    keyPrefix,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
  })
  let isAway = false
  client.on('error', (error) => {
    if (!isAway) {
      const choice = 'sign-in, registration and mailed links are refused until it is back; reads and changes go on'
      logger.warn({ err: error, choice }, 'the limits store is away')
    }
    isAway = true
  })
  client.on('ready', () => {
    if (isAway) logger.info('the limits store is back')
    isAway = false
  })
  return { store: { type: 'redis', client }, [Symbol.dispose]: () => client.disconnect() }
}
