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

// Those of better-auth look like anything.
test.each([
  ['passlib argon2id', '$argon2id$v=19$m=1024,t=1,p=8$dE6JkRIi5BzjXAuhlDImpA$KjQfHYoVsLDlWfJWpvim+Q'],
  ['passlib scrypt', '$scrypt$ln=5,r=8,p=1$9l7LGcP43/ufUyolBMAY4w$5S0i0RWp9VJJUInehT7bMVE3M1o4HA2+DBmWwbYKUDo'],
  ['passlib pbkdf2', '$pbkdf2$1000$gVDK2ZtzLoXwvhfCOKdUKg$tW7T.UqopyHQIan5IIBFxm8dnCE'],
  ['passlib pbkdf2-sha256', '$pbkdf2-sha256$1000$.z/nfE8JgbCWcg6hFMI4xw$F/.nFCxJvPj79X5uUzTnwRldO9KTklg4qI6PuVe5qIs'],
  ['Django pbkdf2_sha256', 'pbkdf2_sha256$1000$jsTbGcc5vXtVyL9SdOCSWY$Pfc7qKkZtg92JxDJ8+Xc/QP2k/R0JguCIvNLGAxuybU='],
  ['Django argon2', 'argon2$argon2id$v=19$m=1024,t=2,p=8$SlZuSFYyWXA0WG9BOEIzVmRIZEZGUw$BFCIHtzlmj8oH3hFpwxqpg'],
  ['Django bcrypt_sha256', 'bcrypt_sha256$$2b$04$rdfQu503nYSknD1kUA/Jr.YVTemQ3/5eQtMLKBYo1vF8k10Nve6he'],
  [
    'Django scrypt',
    'scrypt$16$3dZ8pQeYwKj1nV0sT5uLxR$8$1$0A+zvJ8GCwZkS7vnUVfAHouIMhJ0WqOgkb73VZBVNUggv1F1Al7/qO2YxHtkAAIoAVCgBBNC4OVPdwcQMgGDvg==',
  ],
  [
    'Werkzeug pbkdf2',
    'pbkdf2:sha256:1000$cyvSkYXboFdCGt31$0c10570b8b0c2c6b60d6d38316054b08b0099b70a4396a56d9965115681d8caf',
  ],
  [
    'Werkzeug scrypt',
    'scrypt:16:8:1$b1uVfPqTzYx0aKdE$73c3d32f2149987a7ff99ed76a913516fe699406341ce18d3f4f9c6b5ad4ac15ca599ae1f21699417cd0d78fe5965cfc018839d087e058e0c558a4c07ab6118b',
  ],
  [
    'Firebase',
    '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  ],
])('an imported hash of %s is masked whole', (_, hash) => {
  expect(maskSecrets(`x ${hash} y`)).toBe('x [redacted] y')
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
