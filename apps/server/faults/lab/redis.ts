import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { undoAtExit } from './at-exit.ts'
import { collectOutput } from './output.ts'

const PATHS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/usr/bin/valkey-server']

/** A Redis of the test's own. */
export interface RedisProcess extends AsyncDisposable {
  readonly port: number
  start(): Promise<void>
  kill(): Promise<void>
  freeze(): void
  thaw(): void
}

/** Starts a Redis that keeps nothing. @returns the reason when there is none */
export async function startRedis(port: number, dir: string): Promise<RedisProcess | string> {
  const binary = PATHS.find((path) => existsSync(path))
  if (binary === undefined) return 'no Redis here'
  let child: ChildProcess | undefined
  const forget = undoAtExit(() => child?.kill('SIGKILL'))
  const redis: RedisProcess = {
    port,
    async start() {
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
      const started = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      child = started
      await collectOutput([started.stdout]).line(/Ready to accept connections/, 20_000)
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await redis.kill()
      forget()
    },
  }
  await redis.start()
  return redis
}
