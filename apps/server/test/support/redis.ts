import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** A Redis to test on; empty for none. Tests share it: each uses a prefix of its own. */
    redisUrl: string
  }
}

/** A Redis of one's own, on a Unix socket. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string
  /** Ends it at once, as a crash would. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** The Redis that the run was given. */
export const givenRedisUrl = (): string => inject('redisUrl')

/** Whether this machine can start one. */
export function hasRedisServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export async function startRedis(): Promise<OwnRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'roster-redis-'))
  const url = join(dir, 'redis.sock')
  const options = ['--port', '0', '--unixsocket', url, '--save', '', '--appendonly', 'no', '--dir', dir]
  let child: ReturnType<typeof launch> | undefined
  const launch = () => spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })

  async function start(): Promise<void> {
    const started = launch()
    child = started
    const ready = Promise.withResolvers<void>()
    started.once('exit', (code) => ready.reject(new Error(`redis-server ended with ${code}`)))
    started.stdout.on('data', (chunk) => {
      if (/ready to accept connections/i.test(String(chunk))) ready.resolve()
    })
    await ready.promise
  }

  async function stop(): Promise<void> {
    const running = child
    child = undefined
    if (running === undefined) return
    running.kill('SIGKILL')
    if (running.exitCode === null && running.signalCode === null) await once(running, 'exit')
  }

  await start()
  return {
    url,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
