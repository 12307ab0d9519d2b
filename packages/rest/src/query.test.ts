import { expect, test } from 'vitest'
import { z } from 'zod'
import { MalformedRequest } from './errors.ts'
import { parseQuery } from './query.ts'
import { readTexts, textFieldOf } from './scalars.ts'

test('a query is read in order, decoded, with repeated keys kept', () => {
  expect(parseQuery('/x?a=1&b=%C3%A4+%2B&a=2&c&=d&&e=f=g?h')).toEqual([
    ['a', '1'],
    ['b', 'ä +'],
    ['a', '2'],
    ['c', ''],
    ['', 'd'],
    ['e', 'f=g?h'],
  ])
  expect(parseQuery('/x')).toEqual([])
  expect(parseQuery('/x?')).toEqual([])
})

test.each(['a=%', 'a=%zz', '%E4=1', 'a=%00', '%00=1', 'a=%ED%A0%80'])('?%s cannot be read', (query) => {
  expect(() => parseQuery(`/x?${query}`)).toThrow(expect.objectContaining({ cause: expect.any(MalformedRequest) }))
})

function read(schema: z.ZodType, ...texts: string[]): unknown {
  const field = textFieldOf('f', 'f', schema)
  return field && readTexts(field, texts)
}

test.each(['0', '-7', '20', '3.25', '007'])('%s is a number where one is expected', (text) => {
  expect(read(z.number().optional(), text)).toBe(Number(text))
})

test.each(['', 'abc', '0x10', '1e3', ' 1', '1 ', '+1', '.5', '5.', '--1', 'NaN', 'Infinity', '1_000', '٣'])(
  '"%s" stays text, which a number schema refuses',
  (text) => {
    expect(read(z.int(), text)).toBe(text)
  },
)

test('a boolean is true or false and nothing else', () => {
  expect(['true', 'false', 'TRUE', '1', '0', '', 'yes'].map((text) => read(z.boolean().default(true), text))).toEqual([
    true,
    false,
    'TRUE',
    '1',
    '0',
    '',
    'yes',
  ])
})

test('strings, enums and unions with a string are never turned into anything', () => {
  expect(read(z.string(), '12')).toBe('12')
  expect(read(z.enum(['1', 'true']), 'true')).toBe('true')
  expect(read(z.union([z.number(), z.string()]), '12')).toBe('12')
  expect(read(z.union([z.number(), z.boolean()]), 'true')).toBe(true)
  expect(read(z.literal([1, 2]), '2')).toBe(2)
})

test('a repeated key is a list for a list, and stays one for a scalar so that its schema refuses it', () => {
  expect(read(z.array(z.int()), '1')).toEqual([1])
  expect(read(z.array(z.int()), '1', '2')).toEqual([1, 2])
  expect(read(z.int(), '1', '2')).toEqual([1, 2])
})

test.each([z.object({}), z.array(z.array(z.string())), z.unknown(), z.record(z.string(), z.string())])(
  'what is no scalar and no list of scalars cannot stand in a query (%#)',
  (schema) => {
    expect(textFieldOf('f', 'f', schema)).toBeUndefined()
  },
)
