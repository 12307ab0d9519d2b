import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Child, makeTempDir, startChild } from '../testing/child.ts'
import { assertUnlocked, DataDirLockedError, lockDataDir } from './lock.ts'
import { ownIdentity } from './process-identity.ts'

const HOLD = `const { lockDataDir } = await at('embedded/lock.ts')
try { lockDataDir(process.argv[1]); say('held') } catch (error) { say(error.name) }
await go()`

const hold = (dir: string, before = '') => startChild(`process.argv[1] = ${JSON.stringify(dir)}\n${before}${HOLD}`)

function refusal(dir: string): DataDirLockedError {
  try {
    lockDataDir(dir).release()
  } catch (error) {
    if (error instanceof DataDirLockedError) return error
    throw error
  }
  throw new Error('The lock was given')
}

/** A lock as a process that no longer exists left it. */
function leaveStaleLock(dir: string, changes: object = {}): void {
  const record = { ...ownIdentity(), startTime: '1', token: 'stale', since: new Date(0).toISOString(), ...changes }
  writeFileSync(join(dir, 'lock'), JSON.stringify(record))
}

test('a directory that a living process holds is refused at once, and the error names that process', async () => {
  using dir = makeTempDir()
  await using holder = hold(dir.path)
  expect(await holder.line()).toBe('held')

  const startedAt = performance.now()
  const error = refusal(dir.path)
  expect(performance.now() - startedAt).toBeLessThan(500)
  expect(error.owner?.pid).toBe(holder.process.pid)
  expect(error.message).toContain(`process ${holder.process.pid}`)
  expect(error.message).toContain(dir.path)
})

test('a first look refuses a directory that is held, and takes none that is free', async () => {
  using dir = makeTempDir()
  assertUnlocked(dir.path)
  assertUnlocked(join(dir.path, 'not there yet'))
  leaveStaleLock(dir.path)
  assertUnlocked(dir.path)
  using _ = lockDataDir(dir.path)
  expect(() => assertUnlocked(dir.path)).toThrow(`process ${process.pid}`)
})

test('the lock of a process that was killed is taken over', async () => {
  using dir = makeTempDir()
  await using holder = hold(dir.path)
  expect(await holder.line()).toBe('held')
  await holder.kill()

  using lock = lockDataDir(dir.path)
  expect(readFileSync(join(dir.path, 'lock'), 'utf8')).toContain(`"pid":${process.pid}`)
  expect(lock).toBeDefined()
})

test('of many processes that race for a dead process’s lock, exactly one gets it', async () => {
  for (let round = 0; round < 3; round += 1) {
    using dir = makeTempDir()
    leaveStaleLock(dir.path)
    const racers: Child[] = Array.from({ length: 8 }, () => hold(dir.path, `say('ready'); await go()\n`))
    try {
      await Promise.all(racers.map((racer) => racer.line()))
      for (const racer of racers) racer.go()
      const outcomes = await Promise.all(racers.map((racer) => racer.line()))
      expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome === 'DataDirLockedError')).toHaveLength(7)
      expect(readdirSync(dir.path)).toEqual(['lock'])
    } finally {
      await Promise.all(racers.map((racer) => racer.kill()))
    }
  }
})

test('a second holder in the same process is refused until the first lets go', () => {
  using dir = makeTempDir()
  const lock = lockDataDir(dir.path)
  expect(refusal(dir.path).owner?.pid).toBe(process.pid)
  lock.release()
  lock.release()
  lockDataDir(dir.path).release()
  expect(readdirSync(dir.path)).toEqual([])
})

test('a pid that now belongs to another process does not keep the lock', () => {
  using dir = makeTempDir()
  leaveStaleLock(dir.path, { pid: process.ppid })
  lockDataDir(dir.path).release()
})

test('a lock is never taken for its age', () => {
  using dir = makeTempDir()
  leaveStaleLock(dir.path, { startTime: ownIdentity().startTime })
  expect(refusal(dir.path).owner?.since).toBe('1970-01-01T00:00:00.000Z')
})

test('a lock from before the machine was started again is dead', () => {
  using dir = makeTempDir()
  leaveStaleLock(dir.path, { startTime: ownIdentity().startTime, bootId: 'another' })
  lockDataDir(dir.path).release()
})

test('a lock from another container, whose processes cannot be seen, is kept and the way out is named', () => {
  using dir = makeTempDir()
  leaveStaleLock(dir.path, { pidNamespace: 'pid:[1]', host: 'elsewhere' })
  expect(refusal(dir.path).message).toMatch(/on elsewhere .* delete .*lock/)
})

test('a container that was started again takes its own dead lock over', () => {
  using dir = makeTempDir()
  leaveStaleLock(dir.path, { pidNamespace: 'pid:[1]' })
  lockDataDir(dir.path).release()
})

test('a lock file that cannot be read is not overwritten', () => {
  using dir = makeTempDir()
  writeFileSync(join(dir.path, 'lock'), '')
  const error = refusal(dir.path)
  expect(error.owner).toBeNull()
  expect(error.message).toContain('delete it')
})

test('what a process left that was killed while it took a dead lock over is no obstacle and is removed', () => {
  using dir = makeTempDir()
  leaveStaleLock(dir.path)
  const guard = { ...ownIdentity(), startTime: '1', token: 'guard', since: new Date(0).toISOString() }
  writeFileSync(join(dir.path, 'lock.stale'), JSON.stringify(guard))
  writeFileSync(join(dir.path, 'lock.draft-guard'), JSON.stringify(guard))
  using lock = lockDataDir(dir.path)
  expect(lock).toBeDefined()
  expect(readdirSync(dir.path)).toEqual(['lock'])
})

test('the directory is made for its owner alone, and an existing one keeps its mode', () => {
  using dir = makeTempDir()
  const made = join(dir.path, 'a/b')
  using first = lockDataDir(made)
  expect(statSync(made).mode & 0o777).toBe(0o700)
  const existing = join(dir.path, 'existing')
  mkdirSync(existing, { mode: 0o750 })
  using second = lockDataDir(existing)
  expect(statSync(existing).mode & 0o777).toBe(0o750)
  expect([first, second]).toHaveLength(2)
})
