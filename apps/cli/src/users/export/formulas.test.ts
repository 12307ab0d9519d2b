import { expect, test } from 'vitest'
import { neutralCell, restoreCell } from './formulas.ts'

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", "''@x"])(
  '%j is no formula any more',
  (text) => {
    expect(neutralCell(text)).toBe(`'${text}`)
    expect(restoreCell(neutralCell(text))).toBe(text)
  },
)

test.each(["'t Hooft", "O'Neill", 'Ada', '', "'", '1=1', '2024-01-01'])('%j stays as it is', (text) => {
  expect(neutralCell(text)).toBe(text)
  expect(restoreCell(text)).toBe(text)
})
