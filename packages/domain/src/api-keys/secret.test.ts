import { expect, test } from 'vitest'
import { isApiKeySecret, looksLikeApiKey, newApiKeySecret, prefixOf } from './secret.ts'

test('a secret has the documented form, and no two are alike', () => {
  const secrets = Array.from({ length: 1000 }, newApiKeySecret)
  expect(new Set(secrets).size).toBe(1000)
  for (const secret of secrets) {
    expect(secret).toMatch(/^rstr_[0-9A-Za-z]{36}$/)
    expect(isApiKeySecret(secret)).toBe(true)
    expect(looksLikeApiKey(secret)).toBe(true)
    expect(secret.startsWith(prefixOf(secret))).toBe(true)
    expect(prefixOf(secret)).toHaveLength(11)
  }
})

test('every character is used about equally often', () => {
  const counts = new Map<string, number>()
  for (let n = 0; n < 2000; n++) {
    for (const character of newApiKeySecret().slice(5, 35)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  expect(counts.size).toBe(62)
  const expected = (2000 * 30) / 62
  for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected * 0.25)
})

test('a checksum that another program has computed is the one we look for', () => {
  // Python: zlib.crc32(b'0123456789ABCDEFGHIJKLMNOPQRST') is 4039328943, in base 62 4PMbyp.
  expect(isApiKeySecret('rstr_0123456789ABCDEFGHIJKLMNOPQRST4PMbyp')).toBe(true)
})

test('one wrong character is noticed, wherever it is, and so are two that changed places', () => {
  const secret = newApiKeySecret()
  for (let at = 5; at < secret.length; at++) {
    const wrong = secret[at] === 'x' ? 'y' : 'x'
    expect(isApiKeySecret(secret.slice(0, at) + wrong + secret.slice(at + 1))).toBe(false)
    const [left = '', right = ''] = [secret[at - 1], secret[at]]
    if (at > 5 && left !== right) {
      expect(isApiKeySecret(secret.slice(0, at - 1) + right + left + secret.slice(at + 1))).toBe(false)
    }
  }
})

test.each([
  '',
  'rstr_',
  'rstr',
  'RSTR_',
  `${newApiKeySecret()}x`,
  newApiKeySecret().slice(0, -1),
  ` ${newApiKeySecret()}`,
])('%j is no API key', (text) => expect(isApiKeySecret(text)).toBe(false))
