import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startProgress } from './progress.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A terminal of so many columns, or a file. */
function errorsOf(columns: number | undefined) {
  const written: string[] = []
  const errors = { isTTY: columns !== undefined, columns, write: (text: string) => written.push(text) }
  return { written, errors: errors as unknown as NodeJS.WriteStream }
}

function work(columns: number | undefined, isShown = true): readonly string[] {
  const { written, errors } = errorsOf(columns)
  using progress = startProgress({ errors }, 'Rows', isShown)
  for (let done = 0; done <= 1000; done += 100) {
    progress.update(done, 1000)
    vi.advanceTimersByTime(100)
  }
  return written
}

test('long work shows how far it is, on one line that is cleared at the end', () => {
  const written = work(80)
  expect(written[0]).toBe('\r\u001B[KRows [############............] 50%  500/1000  1000/s')
  expect(written.at(-2)).toContain('100%  1000/1000')
  expect(written.at(-1)).toBe('\r\u001B[K')
  for (const text of written) expect(text).not.toContain('\n')
})

test('short work shows nothing', () => {
  const { written, errors } = errorsOf(80)
  using progress = startProgress({ errors }, 'Rows')
  progress.update(1, 2)
  progress.update(2, 2)
  expect(written).toEqual([])
})

test.each([
  ['into a file', undefined, true],
  ['with --quiet', 80, false],
])('nothing is shown %s', (_, columns, isShown) => {
  expect(work(columns, isShown)).toEqual([])
})

test('the line fits a narrow terminal', () => {
  for (const text of work(20)) expect(stripVTControlCharacters(text).trim().length).toBeLessThan(20)
})
