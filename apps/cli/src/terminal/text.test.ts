import { expect, test } from 'vitest'
import { fit, padTo, printable, printableJson, widthOf } from './text.ts'

const HARMFUL = [
  '\u0000',
  '\u0007',
  '\u001B',
  '\u007F',
  '\u009B',
  '\u061C',
  '\u200E',
  '\u202E',
  '\u2066',
  '\u2028',
  '\uFEFF',
  '\u{E0041}',
]

test.each(HARMFUL)('%j is spelt out, for people and in JSON', (character) => {
  const text = `a${character}b`
  expect(printable(text)).toMatch(/^a\\u\{?[0-9a-f]+\}?b$/)
  const json = printableJson(JSON.stringify({ text }, null, 2))
  expect(json).not.toContain(character)
  expect(JSON.parse(json)).toEqual({ text })
})

test('line breaks in text from elsewhere stay data', () => {
  expect(printable('a\nb\r\n')).toBe('a\\u000ab\\u000d\\u000a')
})

test.each(['Ada Lovelace', 'Grace Brewster Murray', '名前', 'إسم', 'José', '👩‍💻', 'می‌خواهم'])(
  '%j stays as it is',
  (text) => {
    expect(printable(text)).toBe(text)
  },
)

test('widths are those of a terminal', () => {
  expect(['abc', '名前', 'e\u0301', '👩‍💻', '한글', ''].map(widthOf)).toEqual([3, 4, 1, 2, 4, 0])
  expect([fit('abcdef', 4), fit('名前名前', 5), fit('abc', 3)]).toEqual(['abc…', '名前…', 'abc'])
  expect(padTo('名前', 6)).toBe('名前  ')
})
