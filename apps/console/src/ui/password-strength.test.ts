import { expect, test } from 'vitest'
import { checkPassword, strengthOf } from './password-strength.ts'

const rules = { minLength: 8, productName: 'Acme Co', email: 'ada@example.com', name: 'Ada Lovelace' }
const allGood = { isLongEnough: true, isNotYours: true, isNotProduct: true }

test.each([
  ['a long enough one', 'correct horse', allGood],
  ['one that is short', 'short', { ...allGood, isLongEnough: false }],
  ['eight characters that take more than one unit', '🙂🙂🙂🙂🙂🙂🙂🙂', allGood],
  ['seven of them', '🙂🙂🙂🙂🙂🙂🙂', { ...allGood, isLongEnough: false }],
  ['the address', 'ADA@example.com', { ...allGood, isNotYours: false }],
  ['the part before the @', 'Ada', { ...allGood, isLongEnough: false, isNotYours: false }],
  ['the name', 'ada lovelace', { ...allGood, isNotYours: false }],
  ["the product's name in it", 'my acme co password', { ...allGood, isNotProduct: false }],
  ["the product's name without its spaces", 'ACMECO-2026', { ...allGood, isNotProduct: false }],
])('%s', (_, password, checks) => {
  expect(checkPassword(password, rules)).toEqual(checks)
})

test('nobody has an empty name or address for a password', () => {
  expect(checkPassword('', { ...rules, email: '', name: '' }).isNotYours).toBe(true)
})

test.each([
  ['password', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefghijklmnop', 'weak'],
  ['12345678901234567890', 'weak'],
  ['Tr0ub4dor', 'fair'],
  ['correct horse', 'fair'],
  ['correct horse bat', 'good'],
  ['correct horse battery staple', 'strong'],
])('%s is %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength)
})
