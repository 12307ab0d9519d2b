import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Storage, WorkerInput, WorkerReply, WorkerRequest } from './protocol.ts'
import { makeSocketDir, SOCKET_NAME } from './socket-dir.ts'

const CLOSE_TIMEOUT_MS = 5_000
/** An engine that breaks more often than this in an hour is left as it is. */
const RESTARTS_PER_HOUR = 3
const HOUR_MS = 3_600_000

/** The embedded engine did not start, or ended by itself; the message says why and what to do. */
export class EmbeddedEngineError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EmbeddedEngineError'
  }
}

/** A running embedded engine; disposing it writes everything out and ends it. */
export interface EmbeddedEngine extends AsyncDisposable {
  /** The directory of its Unix socket: what a PostgreSQL client takes as host. */
  readonly socketDir: string
  /** Writes the whole database to a tar file, from which another engine in memory can start. */
  dump(path: string): Promise<void>
  /** Copies its files as they are. Nobody may use the engine meanwhile. */
  copy(path: string): Promise<void>
}

/**
 * Starts the engine in a worker thread, and again when it breaks later. `onFailure` hears of each time it did.
 * Throws `EmbeddedEngineError` when it does not start.
 */
export async function startEngine(storage: Storage, onFailure: (error: Error) => void): Promise<EmbeddedEngine> {
  const socketDir = makeSocketDir(storage.kind === 'directory' ? join(storage.dataDir, 'socket') : undefined)
  const input: WorkerInput = { storage, socketPath: join(socketDir.path, SOCKET_NAME) }
  const failures: number[] = []
  let stopping = false

  async function restart(reason: string): Promise<void> {
    if (stopping) return
    failures.push(performance.now())
    const recent = failures.filter((time) => performance.now() - time < HOUR_MS)
    // What was in memory alone is gone: an empty database in its place would be worse than none.
    const again = storage.kind === 'directory' && recent.length <= RESTARTS_PER_HOUR
    const next = again ? 'It is being started again.' : 'Restart the server.'
    onFailure(new EmbeddedEngineError(`The embedded database broke: ${reason}. ${next}`))
    if (again) worker = await launch(input, onEnd)
  }
  const onEnd = (reason: string) => void restart(reason).catch(onFailure)

  let worker = await launch(input, onEnd).catch((error: unknown) => {
    socketDir.remove()
    throw error
  })

  return {
    socketDir: socketDir.path,
    async dump(path) {
      const done = replyOf(worker, 'dumped')
      worker.postMessage({ type: 'dump', path } satisfies WorkerRequest)
      await done
    },
    async copy(path) {
      const copied = replyOf(worker, 'copied')
      worker.postMessage({ type: 'copy', path } satisfies WorkerRequest)
      const reply = await copied
      if (reply.type === 'copied' && reply.error !== null) throw new Error(`Not copied: ${reply.error}`)
    },
    async [Symbol.asyncDispose]() {
      if (stopping) return
      stopping = true
      const closed = replyOf(worker, 'closed').catch(() => undefined)
      worker.postMessage({ type: 'close' } satisfies WorkerRequest)
      await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, null, { ref: false })])
      await worker.terminate()
      socketDir.remove()
    },
  }
}

/** Resolves when the engine accepts connections; `onEnd` is called if its thread ends after that. */
async function launch(input: WorkerInput, onEnd: (reason: string) => void): Promise<Worker> {
  const options = { workerData: input, name: 'database', execArgv: [] }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), options)
  try {
    await replyOf(worker, 'ready')
  } catch (error) {
    await worker.terminate()
    throw new EmbeddedEngineError(startText(input.storage, textOf(error)))
  }

  let reason = 'its thread ended'
  worker.on('message', (reply: WorkerReply) => {
    if (reply.type === 'failed') reason = reply.reason
  })
  worker.on('error', (error) => {
    reason = textOf(error)
  })
  worker.on('exit', () => onEnd(reason))
  return worker
}

/** Waits for one kind of reply; rejects when the worker says `failed`, or ends. */
function replyOf(worker: Worker, type: WorkerReply['type']): Promise<WorkerReply> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>()
  const onMessage = (reply: WorkerReply) => {
    if (reply.type === type) resolve(reply)
    if (reply.type === 'failed') reject(new Error(reply.reason))
  }
  const onExit = () => reject(new Error('its thread ended'))
  worker.on('message', onMessage)
  worker.once('error', reject)
  worker.once('exit', onExit)
  return promise.finally(() => {
    worker.off('message', onMessage)
    worker.off('error', reject)
    worker.off('exit', onExit)
  })
}

function startText(storage: Storage, reason: string): string {
  const advice =
    storage.kind === 'directory'
      ? ` If ${join(storage.dataDir, 'pg')} is damaged, restore a backup, or move it aside to begin with an empty database.`
      : ''
  return `The embedded database did not start: ${reason}.${advice}`
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
