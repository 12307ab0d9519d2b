import { expect, test } from 'vitest'
import { niceRange, niceScale } from './scale.ts'

test.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [7, 8],
  [99, 100],
  [1234, 1500],
  [1_000_000, 1_000_000],
])('up to %d the scale ends at %d', (highest, top) => {
  expect(niceScale(highest).top).toBe(top)
})

test('lines stand at whole numbers, from zero to the top', () => {
  for (const highest of [0, 1, 2, 5, 9, 37, 4321]) {
    const { top, ticks } = niceScale(highest)
    expect(ticks[0]).toBe(0)
    expect(ticks.at(-1)).toBe(top)
    expect(ticks.every(Number.isInteger)).toBe(true)
    expect(ticks.length).toBeLessThanOrEqual(6)
  }
})

test('what hardly moves is shown from near its lowest value, everything else from zero', () => {
  expect(niceRange([100_000, 100_400, 101_000])).toEqual({
    bottom: 100_000,
    top: 101_000,
    ticks: [100_000, 100_250, 100_500, 100_750, 101_000],
  })
  expect(niceRange([0, 5, 9]).bottom).toBe(0)
  expect(niceRange([7, 7, 7]).bottom).toBe(0)
  expect(niceRange([10, 100]).bottom).toBe(0)
})
