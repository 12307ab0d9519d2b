import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 25
/** Longer than anyone holds it: one try to refresh takes four seconds at the most. */
const ABANDONED_AFTER_MS = 15_000

/**
 * Takes turns with other processes that use the same file. A lock that its owner can no longer give back, because it is
 * dead or has held it for too long, counts for nothing: the server's grace for refresh tokens has to do then.
 * @returns what gives it back
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`
  for (;;) {
    const mark = await create(lock)
    if (mark !== undefined) return () => remove(lock, mark)
    const abandoned = await findAbandoned(lock)
    if (abandoned === undefined) await sleep(POLL_MS)
    else await remove(lock, abandoned)
  }
}

/** @returns what tells this lock from those before and after it; nothing when somebody has one */
async function create(lock: string): Promise<string | undefined> {
  const mark = `${process.pid} ${randomUUID()}`
  try {
    await writeFile(lock, mark, { flag: 'wx', mode: 0o600 })
    return mark
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}

/** The mark of a lock that nobody will give back. */
async function findAbandoned(lock: string): Promise<string | undefined> {
  try {
    const [{ mtimeMs }, mark] = [await stat(lock), await readFile(lock, 'utf8')]
    const owner = Number.parseInt(mark, 10)
    const isOld = Date.now() - mtimeMs > ABANDONED_AFTER_MS
    return isOld || (owner > 0 && !isAlive(owner)) ? mark : undefined
  } catch {
    return undefined // given back in this moment
  }
}

/** Takes away the lock with this mark, and not the one that somebody has made since. */
async function remove(lock: string, mark: string): Promise<void> {
  const taken = `${lock}.${randomUUID()}`
  try {
    if ((await readFile(lock, 'utf8')) !== mark) return
    await rename(lock, taken)
    if ((await readFile(taken, 'utf8')) !== mark) await link(taken, lock).catch(() => undefined)
    await rm(taken, { force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
