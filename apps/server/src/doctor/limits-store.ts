import { Redis } from 'ioredis'
import { type Finding, findingsAbout } from './finding.ts'

const TIMEOUT_MS = 2000

export interface RedisFacts {
  readonly version: string
  readonly evictionPolicy: string
  readonly host: string
  readonly usesTls: boolean
  readonly isLocal: boolean
}

/** Where rate limits are counted. @param scale RATE_LIMIT_SCALE */
export async function checkLimitsStore(
  redisUrl: string | undefined,
  scale: number,
  mode: string,
): Promise<readonly Finding[]> {
  const { ok } = findingsAbout('Rate limits')
  const store = redisUrl === undefined ? [ok('counted in the database')] : await checkRedis(redisUrl)
  return [...store, ...judgeScale(scale, mode)]
}

export function judgeScale(scale: number, mode: string): readonly Finding[] {
  if (scale === 1) return []
  const { warning, problem } = findingsAbout('Rate limits')
  const says = `RATE_LIMIT_SCALE multiplies every limit by ${scale}`
  if (scale < 1) return [warning(says, 'Leave it out unless people may be turned away that early.')]
  return [
    (mode === 'production' ? problem : warning)(
      says,
      'Leave it out: it is for load tests, and lets passwords be guessed that much faster.',
    ),
  ]
}

async function checkRedis(redisUrl: string): Promise<readonly Finding[]> {
  const { problem } = findingsAbout('Rate limits')
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
  })
  client.on('error', () => undefined)
  const { host = '', tls } = client.options
  try {
    await client.connect()
    const info = await client.info()
    const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? 'unknown'
    return judgeRedis({
      version: field('redis_version'),
      evictionPolicy: field('maxmemory_policy'),
      host,
      usesTls: tls !== undefined,
      isLocal: client.options.path !== undefined || host === 'localhost' || host.startsWith('127.') || host === '::1',
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    return [
      problem(
        `Redis on ${host} does not answer (${reason})`,
        'Check REDIS_URL: sign-in, registration and mailed links are refused until it does.',
      ),
    ]
  } finally {
    client.disconnect()
  }
}

export function judgeRedis({ version, evictionPolicy, host, usesTls, isLocal }: RedisFacts): readonly Finding[] {
  const { ok, warning } = findingsAbout('Rate limits')
  const says = `counted in Redis ${version} on ${host}`
  if (evictionPolicy !== 'noeviction' && evictionPolicy !== 'unknown')
    return [
      warning(
        `${says}, which may forget them early (maxmemory-policy ${evictionPolicy})`,
        'Set maxmemory-policy to noeviction.',
      ),
    ]
  if (!usesTls && !isLocal) return [warning(`${says}; the connection is not encrypted`, 'Use rediss:// in REDIS_URL.')]
  return [ok(says)]
}
