import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createTempDir } from './temp-dir.ts'

const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 12_000
const POLL_MS = 5

export interface ChildOptions {
  readonly script: string
  readonly args?: readonly string[]
  /** Everything it finds in its environment. */
  readonly env?: Readonly<Record<string, string>>
  /** What it says when it is ready. */
  readonly ready: RegExp
}

/** A server in a process of its own. Disposing it ends it. */
export interface Child extends AsyncDisposable {
  readonly pid: number
  /** What `ready` found, and how long after the spawn. */
  readonly match: RegExpExecArray
  readonly readyMs: number
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/**
 * Starts a script of Node's and waits until it says that it is ready. What it prints goes to a file, as the log of a
 * server does: a pipe would make its reader, this process, a part of what is measured.
 */
export async function startChild({ script, args = [], env = {}, ready }: ChildOptions): Promise<Child> {
  const dir = createTempDir()
  const output = join(dir.path, 'output')
  const file = openSync(output, 'a')
  const startedAt = performance.now()
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', file, file], env })
  closeSync(file)
  running.add(child)
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      const ended = once(child, 'exit')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await ended
      clearTimeout(timer)
    }
    running.delete(child)
    dir[Symbol.dispose]()
  }
  for (;;) {
    const text = readFileSync(output, 'utf8')
    const match = ready.exec(text)
    if (match) return { pid: child.pid ?? 0, match, readyMs: performance.now() - startedAt, [Symbol.asyncDispose]: end }
    const isLate = performance.now() - startedAt > START_TIMEOUT_MS
    if (isLate || child.exitCode !== null || child.signalCode !== null) {
      await end()
      throw new Error(`${script} did not become ready:\n${text.slice(-2000)}`)
    }
    await delay(POLL_MS)
  }
}
