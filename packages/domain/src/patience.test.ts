import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startPatience } from './patience.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const never = new Promise<never>(() => undefined)
const done = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

test('work that takes too long is left behind with DATABASE_UNAVAILABLE', async () => {
  using patience = startPatience(1000)
  const held = done(patience.hold(never))
  await vi.advanceTimersByTimeAsync(999)
  expect(patience.isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await held).toBe('DATABASE_UNAVAILABLE')
  expect(patience.isOver).toBe(true)
})

test('work that is done in time gives what it gives', async () => {
  using patience = startPatience(1000)
  expect(await patience.hold(Promise.resolve(1))).toBe(1)
  await expect(patience.hold(Promise.reject(new Error('its own')))).rejects.toThrow('its own')
})

test('it does not run out while something else is waited for, and leaves half of the time after that', async () => {
  using patience = startPatience(1000)
  const held = done(patience.hold(never))
  const hashes = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const paused = hashes.map(({ promise }) => patience.pause(promise))
  await vi.advanceTimersByTimeAsync(5000)
  hashes[0]?.resolve()
  await vi.advanceTimersByTimeAsync(5000)
  expect(patience.isOver).toBe(false)
  hashes[1]?.resolve()
  await Promise.all(paused)
  await vi.advanceTimersByTimeAsync(499)
  expect(patience.isOver).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await held).toBe('DATABASE_UNAVAILABLE')
})

test('something else that was short makes the whole no longer', async () => {
  using patience = startPatience(1000)
  const held = done(patience.hold(never))
  await patience.pause(vi.advanceTimersByTimeAsync(300))
  await vi.advanceTimersByTimeAsync(700)
  expect(await held).toBe('DATABASE_UNAVAILABLE')
})

test('a call that was answered leaves no timer behind, whatever it still hashes', async () => {
  const patience = startPatience(1000)
  patience[Symbol.dispose]()
  await patience.pause(Promise.resolve())
  expect(vi.getTimerCount()).toBe(0)
})
