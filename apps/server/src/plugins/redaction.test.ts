import { expect, test } from 'vitest'
import { maskSecrets, redact } from './redaction.ts'

const JWT = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
const TOKEN = 'Zk1v0fM2ZcJ9n8bW4qTt7yXs3uRg6hLd5pAeKoQwEiY'
const API_KEY = 'rstr_3vQx9LmT0aZbYcXdWeVfUgThSiRjQk2Pz8N1'
const HASH = '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2'

test.each([
  ['a JWT', `token ${JWT} refused`, 'token [redacted] refused'],
  ['a password hash', `hash ${HASH}.`, 'hash [redacted]'],
  ['an imported hash', 'x $2b$12$n79VH.0Q2TMWmt3Oqt9ukuKq4Noyk3094Y2QlB8NdRT8SvGiI4ft2 y', 'x [redacted] y'],
  ['a credential in a header', 'authorization: Bearer abcdefgh12345678', 'authorization: [redacted]'],
  ['a password in a URL', 'connect postgresql://roster:hunter2@db:5432/x', 'connect postgresql://[redacted]@db:5432/x'],
  ['a token of ours', `/reset-password/${TOKEN}?x`, '/reset-password/[redacted]?x'],
  ['an API key', `-${API_KEY}%22 refused`, '-[redacted]%22 refused'],
  ['an API key in a word', `id${API_KEY}x`, 'id[redacted]x'],
])('%s is masked wherever it stands', (_, text, expected) => {
  expect(maskSecrets(text)).toBe(expected)
})

test.each([
  '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f',
  '2026-01-31T09:30:00.000Z',
  '{"level":"info","path":"/api/v1/users/me","ip":"::1"}',
  'https://id.example.com/users?email=a@example.com',
  `{"kid":"${TOKEN}"}`,
])('%s is left alone', (text) => {
  expect(maskSecrets(text)).toBe(text)
})

test('fields with secret names are masked at any depth, numbers and flags are kept', () => {
  const line = {
    user: { passwordHash: 'x', nested: [{ refresh_token: 'y', Authorization: 'z' }] },
    accessTokenTtlSeconds: 900,
    cookies: ['a'],
    apiKey: 'k',
    retry_key: 'k',
    apiKeyId: '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f',
    note: API_KEY,
  }
  expect(redact(line)).toEqual({
    user: { passwordHash: '[redacted]', nested: [{ refresh_token: '[redacted]', Authorization: '[redacted]' }] },
    accessTokenTtlSeconds: 900,
    cookies: '[redacted]',
    apiKey: '[redacted]',
    retry_key: '[redacted]',
    apiKeyId: '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f',
    note: '[redacted]',
  })
})

test('errors keep their type and stack but not what they quote', () => {
  const error = new TypeError(`Invalid value: { passwordHash: "${'s'.repeat(20)}", token: 'abc' }`, {
    cause: new Error(`saw ${JWT}`),
  })
  const text = JSON.stringify(redact({ err: error }))
  expect(text).toContain('TypeError')
  expect(text).toContain('redaction.test.ts')
  expect(text).not.toMatch(/sssss|'abc'|eyJ/)
})

test('cycles, bytes and endless lists end', () => {
  const cycle: Record<string, unknown> = { bytes: new Uint8Array(3), list: Array.from({ length: 5000 }, () => 1) }
  cycle.self = cycle
  expect(JSON.stringify(redact(cycle)).length).toBeLessThan(5000)
})

test('hostile text is masked in linear time', () => {
  const started = performance.now()
  for (const part of [
    'eyJ',
    '-eyJ',
    '//a:',
    '$2b$',
    'password',
    'token ',
    'Bearer ',
    'rstr_',
    'rstr_abc',
    '"password" : ',
    'a'.repeat(42),
  ]) {
    redact(new Error(part.repeat(4000)))
    maskSecrets(part.repeat(2000))
  }
  expect(performance.now() - started).toBeLessThan(1000)
})
