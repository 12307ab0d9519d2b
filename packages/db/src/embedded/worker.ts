import { constants } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { openStorage } from './open-storage.ts'
import type { WorkerInput, WorkerReply, WorkerRequest } from './protocol.ts'

// The first bytes of three messages of PostgreSQL's wire protocol; the last is always 6 bytes long.
const QUERY = 0x51
const SYNC = 0x53
const READY_FOR_QUERY = 0x5a

// Runs in a worker thread: the engine computes in WebAssembly and would hold the event loop for as long as a query takes.
if (parentPort) await serve(parentPort, workerData as WorkerInput)

async function serve(port: MessagePort, input: WorkerInput): Promise<void> {
  const say = (reply: WorkerReply) => port.postMessage(reply)
  const fail = (error: unknown) => {
    say({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
    port.close()
    setImmediate(() => process.exit(1))
  }
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)

  const engine = await openStorage(input.storage)
  failWhenBroken(engine, fail)
  // One connection is used at a time; the others are room for a new one while the old one is still being closed.
  await rm(input.socketPath, { force: true })
  const server = new PGLiteSocketServer({ db: engine, path: input.socketPath, maxConnections: 4 })
  server.addEventListener('connection', () => void endPipeline(engine))
  await server.start()

  port.on('message', async (request: WorkerRequest) => {
    if (request.type === 'dump') {
      const dump = await engine.dumpDataDir('none')
      await writeFile(request.path, dump.stream())
      return say({ type: 'dumped' })
    }
    if (request.type === 'copy') return say({ type: 'copied', error: await copyFiles(input.storage, request.path) })
    await server.stop()
    await engine.close()
    say({ type: 'closed' })
    port.close()
  })
  say({ type: 'ready' })
}

/**
 * Copies the files of the engine, which the caller keeps idle meanwhile. Where the file system can, nothing is copied
 * before one of the two changes. @returns what went wrong
 */
async function copyFiles(storage: WorkerInput['storage'], path: string): Promise<string | null> {
  if (storage.kind !== 'directory') return 'it has no files'
  try {
    const source = join(storage.dataDir, 'pg')
    await cp(source, path, { recursive: true, errorOnExist: true, force: false, mode: constants.COPYFILE_FICLONE })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * A connection that was dropped between an error and its Sync leaves the engine skipping everything until a Sync comes,
 * which the next connection would not send: do it in its place, before its first message.
 */
async function endPipeline(engine: PGlite): Promise<void> {
  const message = Uint8Array.of(SYNC, 0, 0, 0, 4)
  await engine.runExclusive(() => engine.execProtocolRawStream(message, { onRawData: () => undefined }))
}

/** Ends the worker, which is then started anew, when the engine itself has broken: an error in SQL is not one. */
function failWhenBroken(engine: PGlite, fail: (error: unknown) => void): void {
  const run = engine.execProtocolRawStream.bind(engine)
  engine.execProtocolRawStream = async (message, options) => {
    let isReady = false
    const onRawData = (data: Uint8Array) => {
      isReady = data.at(-6) === READY_FOR_QUERY
      options?.onRawData(data)
    }
    try {
      await run(message, { ...options, onRawData })
    } catch (error) {
      fail(error)
      throw error
    }
    const kind = message.at(0)
    if ((kind === QUERY || kind === SYNC) && !isReady) fail(new Error('the engine no longer answers'))
  }
}
