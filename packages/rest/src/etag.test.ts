import { expect, test } from 'vitest'
import { noneMatch } from './etag.ts'

test.each([
  ['"v1"', '"v1"', true],
  ['"v2"', '"v1"', false],
  ['W/"v1"', '"v1"', true],
  ['"v1"', 'W/"v1"', true],
  ['"a", "v1" ,W/"b"', '"v1"', true],
  ['"a,b", "c"', '"a,b"', true],
  ['*', '"v1"', true],
  ['v1', '"v1"', false],
  ['"v1', '"v1"', false],
  ['', '"v1"', false],
  [undefined, '"v1"', false],
])('If-None-Match: %s against %s is %s', (header, etag, expected) => {
  expect(noneMatch(header, etag)).toBe(expected)
})
