import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedEngine, startEngine } from '../embedded/start.ts'
import { tidyEngine } from '../embedded/upkeep.ts'
import { createEmbeddedPool } from '../pool.ts'
import { schemaFingerprint } from './schema-fingerprint.ts'
import { readySnapshot } from './snapshot.ts'
import { truncate } from './truncate.ts'

/** Lends engines in memory, each with an empty, migrated database, to the test files of a run. */
export interface EngineHost extends AsyncDisposable {
  /** A Unix socket. Whoever connects is told the directory of an engine's socket, and has it until they hang up. */
  readonly path: string
}

interface Lendable {
  readonly engine: EmbeddedEngine
  /** Of the schema as the migrations make it. */
  readonly fingerprint: string
}

/**
 * An engine takes a second to start and a tenth of one to empty, so those that come back are lent again: emptied, and
 * only if their schema is what it was. They start when they are asked for, as threads of this process.
 * @param keep How many that nobody has are kept.
 */
export async function startEngineHost(keep: number): Promise<EngineHost> {
  const dir = await mkdtemp(join(tmpdir(), 'roster-test-'))
  const path = join(dir, 'engines')
  const all = new Set<EmbeddedEngine>()
  const callers = new Set<Socket>()
  /** Those on their way back come to nothing when they cannot be lent again. */
  const idle: Promise<Lendable | undefined>[] = []
  let snapshot: Promise<string> | undefined

  const start = async (): Promise<Lendable> => {
    snapshot ??= readySnapshot()
    const engine = await startEngine({ kind: 'memory', snapshot: await snapshot }, () => undefined)
    all.add(engine)
    return { engine, fingerprint: await withPool(engine, schemaFingerprint) }
  }
  const end = async (engine: EmbeddedEngine): Promise<undefined> => {
    all.delete(engine)
    await engine[Symbol.asyncDispose]()
  }
  const emptied = async (lent: Lendable): Promise<Lendable | undefined> => {
    const isAsBefore = await withPool(lent.engine, async (pool) => {
      if ((await schemaFingerprint(pool)) !== lent.fingerprint) return false
      await truncate(pool)
      await tidyEngine(pool)
      return true
    }).catch(() => false)
    return isAsBefore ? lent : end(lent.engine)
  }
  const lend = async (): Promise<Lendable> => {
    for (let next = idle.shift(); next !== undefined; next = idle.shift()) {
      const lendable = await next
      if (lendable !== undefined) return lendable
    }
    return start()
  }
  const serve = async (caller: Socket): Promise<void> => {
    callers.add(caller)
    caller.on('error', () => undefined)
    const hungUp = once(caller, 'close').then(() => callers.delete(caller))
    const lent = await lend()
    caller.write(`${lent.engine.socketDir}\n`)
    await hungUp
    if (idle.length < keep) idle.push(emptied(lent))
    else await end(lent.engine)
  }

  const server = createServer((caller) => {
    caller.resume()
    serve(caller).catch((error: unknown) => caller.end(`!${error instanceof Error ? error.message : error}\n`))
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    path,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const caller of callers) caller.destroy()
      await Promise.all(idle)
      await Promise.all([...all].map(end))
      await rm(dir, { recursive: true, force: true })
    },
  }
}

type Pool = ReturnType<typeof createEmbeddedPool>

async function withPool<T>(engine: EmbeddedEngine, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createEmbeddedPool(engine.socketDir, { onError: () => undefined })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}
