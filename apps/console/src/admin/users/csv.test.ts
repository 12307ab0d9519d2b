import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test('cells are separated by commas, and quoted where they hold one, a quote or a line break', () => {
  expect(csvLine(['a', 'b, c', 'say "hi"', 'two\nlines', null, true])).toBe(
    'a,"b, c","say ""hi""","two\nlines",,true\r\n',
  )
})

test.each(['=1+1', '+49 30 1234', '-2', '@SUM(A1)', '\tx', '\rx', '＝1+1'])('%j is no formula any more', (value) => {
  expect(csvLine([value])).toMatch(/^"?'/)
})

test.each(['ada@example.com', '2026-01-31T09:30:00.000Z', 'Ada-Marie', 'مرحبا', '<img onerror=x>'])(
  '%j stays as it is',
  (value) => {
    expect(csvLine([value])).toBe(`${value}\r\n`)
  },
)
