import { createHash, randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
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
    const mark = await tryLock(lock)
    if (mark !== undefined) return () => giveBack(lock, mark)
    await sleep(POLL_MS)
  }
}

/**
 * Makes the lock ours, if it is free or abandoned. Replacing an abandoned one is guarded by a lock of its own, whose name
 * holds the mark that is to go: who has that, and still finds the mark, is the only one who may.
 * @returns what tells this lock from those before and after it; nothing when somebody has one
 */
async function tryLock(lock: string): Promise<string | undefined> {
  const mark = `${process.pid} ${randomUUID()}`
  if (await create(lock, mark)) return mark
  const abandoned = await findAbandoned(lock)
  if (abandoned === undefined) return undefined
  const guard = `${lock}.${createHash('sha256').update(abandoned).digest('hex').slice(0, 16)}`
  if ((await tryLock(guard)) === undefined) return undefined
  try {
    if ((await findAbandoned(lock)) !== abandoned) return undefined
    const draft = `${guard}.new`
    await writeFile(draft, mark, { mode: 0o600 })
    await rename(draft, lock)
    return mark
  } finally {
    await rm(guard, { force: true })
  }
}

async function create(lock: string, mark: string): Promise<boolean> {
  try {
    await writeFile(lock, mark, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Not when somebody had to take it over, because we have had it for too long. */
async function giveBack(lock: string, mark: string): Promise<void> {
  const current = await readFile(lock, 'utf8').catch(() => undefined)
  if (current === mark) await rm(lock, { force: true })
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
