import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { foldCase, isCommonPassword } from './common-passwords.ts'

const lines = readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')

test('the list has more than 10,000 distinct entries, folded, sorted, none too short to matter', () => {
  expect(lines.length).toBeGreaterThan(10_000)
  expect(lines.filter((line) => [...line].length < 8)).toEqual([])
  expect(lines.filter((line) => line !== foldCase(line))).toEqual([])
  expect(lines).toEqual([...new Set(lines)].sort())
})

test.each([
  '12345678',
  'password',
  'qwertyuiop',
  'trustno1',
  '1q2w3e4r',
  'iloveyou1',
  'sunshine',
  'football1',
  '987654321',
])('%s is common', (password) => expect(isCommonPassword(password)).toBe(true))

test.each(['PASSWORD', 'TrustNo1', 'ｐａｓｓｗｏｒｄ', 'CONTRASEÑA', 'contrasen\u0303a'])(
  '%s is common whatever its case, width and composition',
  (password) => expect(isCommonPassword(password)).toBe(true),
)

test.each(['correct horse battery staple', 'wG7#kd02-pLx', ' trustno1 ', 'constructor', '__proto__', ''])(
  '"%s" is not common',
  (password) => expect(isCommonPassword(password)).toBe(false),
)

test('case folding joins what lower case alone keeps apart', () => {
  expect(foldCase('Straße')).toBe(foldCase('STRASSE'))
  expect(foldCase('ΣΟΦΟΣ')).toBe(foldCase('σοφος'))
})
