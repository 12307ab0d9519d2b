import { expect, test } from 'vitest'
import { MalformedRequest } from './errors.ts'
import { parseJson } from './json.ts'

test('JSON without surprises parses as JSON.parse does', () => {
  const texts = [
    '{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"x:y{\\"[\\\\"}',
    'null',
    '"a:b"',
    ' [ ] ',
    '-1.5e3',
    '"\\ud83d\\ude00"',
  ]
  expect(texts.map(parseJson)).toEqual(texts.map((text) => JSON.parse(text)))
})

test.each([
  ['a repeated key', '{"a":1,"a":1}'],
  ['a repeated key deep inside', '[{"x":{"a":1,"b":2,"a":3}}]'],
  ['a repeated key in two spellings', '{"a":1,"\\u0061":2}'],
  ['a repeated prototype key', '{"__proto__":1,"__proto__":2}'],
  ['an escaped NUL in a value', '{"a":"x\\u0000y"}'],
  ['an escaped NUL in a key', '{"\\u0000":1}'],
  ['a raw NUL', '{"a":"\0"}'],
  ['a NUL outside strings', '{"a":1}\0'],
  ['no text', ''],
  ['white space', '  \n'],
  ['a cut-off object', '{"a":'],
  ['a cut-off string', '"abc'],
  ['a lone backslash', '"\\'],
  ['two values', '{}{}'],
  ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
])('%s is refused', (_, text) => {
  expect(() => parseJson(text)).toThrow(MalformedRequest)
})

test('an escaped backslash before u0000 is no NUL', () => {
  expect(parseJson('"\\\\u0000"')).toBe('\\u0000')
})

test('64 levels are taken', () => {
  expect(() => parseJson(`${'['.repeat(64)}${']'.repeat(64)}`)).not.toThrow()
})

test('brackets inside strings are no nesting', () => {
  expect(parseJson(`"${'['.repeat(1000)}"`)).toHaveLength(1000)
})

test('a lone surrogate is left to the schema', () => {
  expect(parseJson('"\\ud800"')).toBe('\ud800')
})

test('prototype keys are plain data', () => {
  const value = parseJson('{"__proto__":{"admin":true},"constructor":1}') as object
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect('admin' in {}).toBe(false)
})

test('the message never quotes the text', () => {
  expect(() => parseJson('{"password":"hunter2",}')).toThrow('The body is not valid JSON.')
})

test('a megabyte of brackets is refused without a deep stack', () => {
  expect(() => parseJson('['.repeat(1 << 20))).toThrow(MalformedRequest)
})
