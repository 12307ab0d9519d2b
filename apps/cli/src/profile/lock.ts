import { open, readFile, rm, stat } from 'node:fs/promises'
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
    if (await create(lock)) return () => rm(lock, { force: true })
    if (await isAbandoned(lock)) await rm(lock, { force: true })
    else await sleep(POLL_MS)
  }
}

async function create(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, owner] = [await stat(lock), Number(await readFile(lock, 'utf8'))]
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) return true
    return owner > 0 && !isAlive(owner)
  } catch {
    return false // given back in this moment
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
