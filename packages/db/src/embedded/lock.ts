import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.ts'

type LockRecord = ProcessIdentity & { token: string; since: string }

/** Another process holds the data directory, or its lock file cannot be read. */
export class DataDirLockedError extends Error {
  readonly dataDir: string
  /** The process that holds it; null when the lock file does not say. */
  readonly owner: { pid: number; since: string; host: string } | null

  constructor(dataDir: string, path: string, owner: LockRecord | 'damaged') {
    super(owner === 'damaged' ? damagedText(dataDir, path) : heldText(dataDir, path, owner))
    this.name = 'DataDirLockedError'
    this.dataDir = dataDir
    this.owner = owner === 'damaged' ? null : { pid: owner.pid, since: owner.since, host: owner.host }
  }
}

/** The sole right to a data directory. */
export interface DataDirLock extends Disposable {
  /** Gives the directory free; calling it twice does nothing more. */
  release(): void
}

/**
 * Takes the exclusive right to `dataDir` (made with mode 0700 when missing) or throws `DataDirLockedError` at once.
 * A lock is taken over only when the process that wrote it is dead; of several that try, one gets it.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'lock')
  const record: LockRecord = { ...ownIdentity(), token: randomUUID(), since: new Date().toISOString() }
  const outcome = acquire(path, record)
  if (outcome !== 'acquired') throw new DataDirLockedError(dataDir, path, outcome)
  removeLeftovers(dataDir)
  const release = () => {
    const current = readRecord(path)
    if (typeof current === 'object' && current.token === record.token) rmSync(path, { force: true })
  }
  return { release, [Symbol.dispose]: release }
}

/** Throws `DataDirLockedError` when another process holds `dataDir`. A first look, which takes and promises nothing. */
export function assertUnlocked(dataDir: string): void {
  const path = join(dataDir, 'lock')
  const owner = readRecord(path)
  if (owner === 'gone') return
  if (owner === 'damaged' || livenessOf(owner) !== 'dead') throw new DataDirLockedError(dataDir, path, owner)
}

/**
 * Makes `path` ours or says whose it is. Replacing a dead owner's file is itself guarded by a lock whose name holds
 * the dead record's token: who has that and still finds the token in `path` is the only one who may replace it.
 */
function acquire(path: string, record: LockRecord): 'acquired' | 'damaged' | LockRecord {
  if (publish(path, record, 'new')) return 'acquired'
  const owner = readRecord(path)
  if (owner === 'gone') return acquire(path, record)
  if (owner === 'damaged' || livenessOf(owner) !== 'dead') return owner

  const guard = `${path}.${owner.token}`
  const guarded = acquire(guard, record)
  if (guarded !== 'acquired') return guarded
  try {
    const current = readRecord(path)
    if (typeof current !== 'object' || current.token !== owner.token) return acquire(path, record)
    publish(path, record, 'replace')
    return 'acquired'
  } finally {
    rmSync(guard, { force: true })
  }
}

/** Puts the whole record at `path` in one step, so that nobody ever reads half of it. */
function publish(path: string, record: LockRecord, how: 'new' | 'replace'): boolean {
  const draft = `${path}.draft-${record.token}`
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true })
  try {
    if (how === 'replace') renameSync(draft, path)
    else linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function readRecord(path: string): LockRecord | 'gone' | 'damaged' {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isRecord(value) ? value : 'damaged'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'damaged'
  }
}

function isRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false
  const { pid, token, since, host } = value as Record<string, unknown>
  return Number.isInteger(pid) && [token, since, host].every((field) => typeof field === 'string')
}

/** Guards and drafts of processes that were killed while they took the lock. */
function removeLeftovers(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith('lock.')) continue
    const owner = readRecord(join(dataDir, name))
    if (typeof owner === 'object' && livenessOf(owner) === 'dead') rmSync(join(dataDir, name), { force: true })
  }
}

function heldText(dataDir: string, path: string, owner: LockRecord): string {
  const foreign = livenessOf(owner) === 'unknown'
  const where = foreign ? ` on ${owner.host} (another machine or container)` : ''
  const advice = foreign
    ? `If that process no longer exists, delete ${path}.`
    : 'Stop it first, or talk to it over its API: the embedded database serves one process at a time.'
  return `${dataDir} is in use by process ${owner.pid}${where}, since ${owner.since}. ${advice}`
}

function damagedText(dataDir: string, path: string): string {
  return `The lock file ${path} cannot be read. If no process uses ${dataDir}, delete it.`
}
