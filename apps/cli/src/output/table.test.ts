import { describe, expect, test } from 'vitest'
import { widthOf } from '../terminal/text.ts'
import { type Column, tableOf } from './table.ts'

interface Row {
  readonly id: string
  readonly name: string | null
  readonly at: string
}

const layout: readonly Column<Row>[] = [
  { title: 'Id', value: ({ id }) => id },
  { title: 'Name', value: ({ name }) => name, isFlexible: true },
  { title: 'At', value: ({ at }) => at, isOptional: true },
]
const rows: readonly Row[] = [
  { id: '0190b0d0', name: 'A name that goes on for some time', at: '2026-01-31' },
  { id: '0190b0d1', name: null, at: '2026-02-01' },
  { id: '0190b0d2', name: '日本語の長い名前がここに', at: '2026-02-02' },
  { id: '0190b0d3', name: 'bell\u0007, \u202Ereversed', at: '2026-02-03' },
]
const table = (columns?: number) => tableOf(layout, rows, (_, text) => text, columns)

describe('a table', () => {
  test('is as wide as it has to be when nobody looks at it', () => {
    expect(table()).toEqual([
      'ID        NAME                               AT',
      '0190b0d0  A name that goes on for some time  2026-01-31',
      '0190b0d1  –                                  2026-02-01',
      '0190b0d2  日本語の長い名前がここに           2026-02-02',
      '0190b0d3  bell\\u0007, \\u202ereversed         2026-02-03',
    ])
  })

  test('cuts what may be cut, and then leaves out what may be left out', () => {
    expect(table(40)[1]).toBe('0190b0d0  A name that goes …  2026-01-31')
    expect(table(40)[3]).toBe('0190b0d2  日本語の長い名前…   2026-02-02')
    expect(table(33)).toEqual([
      'ID        NAME',
      '0190b0d0  A name that goes on fo…',
      '0190b0d1  –',
      '0190b0d2  日本語の長い名前がここ…',
      '0190b0d3  bell\\u0007, \\u202ereve…',
    ])
  })

  test.each([22, 23, 33, 34, 40, 60])('fits into %i columns', (columns) => {
    for (const line of table(columns)) expect(widthOf(line)).toBeLessThanOrEqual(columns)
  })
})
