import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigurationError } from './configuration-error.ts'
import { defaultOf, type VariableName, variables } from './env/variables.ts'
import { readEnv, repositoryRoot, type Source } from './env.ts'

const RANDOM = 'mB3v0qLx7ZtY9cWk2HfR5nJd8sAeGu1P'
const production: Source = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://id.example.com',
  AUTH_SECRET: RANDOM,
  DATABASE_URL: 'postgresql://roster:hunter2@db:5432/roster',
  SMTP_URL: 'smtps://u:p@mail.example.com',
  TRUST_PROXY: '1',
}

function problemsOf(source: Source): readonly string[] {
  try {
    readEnv(source)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

test('an empty environment gives a server for this machine alone', () => {
  const env = readEnv({})
  expect(env).toMatchObject({
    mode: 'development',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    trustProxy: false,
    corsOrigins: [],
    dataDir: join(repositoryRoot, '.data'),
    databaseUrl: undefined,
    devInbox: true,
    mailFrom: { name: 'Roster', address: 'no-reply@localhost' },
    passwordHashCost: 12,
    accessTokenTtlSeconds: 900,
    refreshIdleTtlSeconds: 604_800,
    refreshAbsoluteTtlSeconds: 2_592_000,
    warnings: [],
  })
})

test('.env.example names every variable with its default and nothing else', () => {
  const text = readFileSync(join(repositoryRoot, '.env.example'), 'utf8')
  const documented = [...text.matchAll(/^#? ?([A-Z][A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])
  const known = Object.keys(variables).map((name) => [name, defaultOf(name as VariableName) ?? ''])
  expect(documented).toEqual(known)
})

test('.env.example copied to .env changes nothing', () => {
  expect(readFileSync(join(repositoryRoot, '.env.example'), 'utf8')).not.toMatch(/^[^#\n]/m)
})

test('an empty value counts as none', () => {
  expect(readEnv({ PORT: '', DATABASE_URL: ' ', DEV_INBOX: '' })).toMatchObject({
    port: 3000,
    databaseUrl: undefined,
    devInbox: true,
  })
})

test('every problem is listed at once, under the name of its variable', () => {
  const problems = problemsOf({
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    PORT: '3000x',
    AUTH_SECRET: 'short',
    CORS_ORIGINS: '*',
    PASSWORD_HASH_COST: '9',
    BOOTSTRAP_ADMIN_EMAIL: 'a@example.com',
  })
  const names = problems.map((line) => line.split(':')[0])
  expect(names).toEqual(
    expect.arrayContaining([
      'PORT',
      'AUTH_SECRET',
      'CORS_ORIGINS',
      'PASSWORD_HASH_COST',
      'PUBLIC_URL',
      'DATABASE_URL',
      'HOST',
      'BOOTSTRAP_ADMIN_PASSWORD',
    ]),
  )
  expect(new ConfigurationError(problems).message.split('\n')).toHaveLength(problems.length + 2)
})

test.each([
  ['PORT', '0'],
  ['PORT', '0x10'],
  ['PORT', '3e3'],
  ['PORT', ' 3000'],
  ['PORT', '65536'],
  ['HOST', 'http://x'],
  ['NODE_ENV', 'prod'],
  ['PUBLIC_URL', 'id.example.com'],
  ['PUBLIC_URL', 'https://user:pw@id.example.com'],
  ['PUBLIC_URL', 'https://id.example.com/?a=b'],
  ['PUBLIC_URL', 'javascript:alert(1)'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['TRUST_PROXY', '0.0.0.0/0'],
  ['TRUST_PROXY', 'proxy.local'],
  ['CORS_ORIGINS', 'https://app.example.com/'],
  ['CORS_ORIGINS', 'https://app.example.com, *'],
  ['CORS_ORIGINS', 'https://*.example.com'],
  ['CORS_ORIGINS', 'null'],
  ['DATABASE_URL', 'mysql://x'],
  ['REDIS_URL', 'http://x'],
  ['SMTP_URL', 'mail.example.com'],
  ['SMTP_URL', 'smtp://mail.example.com/#tls'],
  ['MAIL_FROM', 'nobody'],
  ['MAIL_FROM', 'a@example.com\r\nBcc: b@example.com'],
  ['REQUIRE_VERIFIED_EMAIL', 'yes'],
  ['REQUIRE_VERIFIED_EMAIL', '1'],
  ['PASSWORD_MIN_LENGTH', '7'],
  ['ACCESS_TOKEN_TTL_SECONDS', '901'],
  ['REFRESH_GRACE_SECONDS', '61'],
  ['RATE_LIMIT_SCALE', '0'],
  ['RATE_LIMIT_SCALE', '-1'],
  ['LOG_LEVEL', 'verbose'],
  ['METRICS_TOKEN', 'short'],
])('%s=%j stops the start', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: must`))])
})

test.each([
  [
    'CORS_ORIGINS',
    'https://app.example.com, http://localhost:5173',
    { corsOrigins: ['https://app.example.com', 'http://localhost:5173'] },
  ],
  ['TRUST_PROXY', '2', { trustProxy: 2 }],
  ['TRUST_PROXY', '10.0.0.0/8, ::1', { trustProxy: ['10.0.0.0/8', '::1'] }],
  ['PUBLIC_URL', 'http://localhost:8080/roster/', { publicUrl: 'http://localhost:8080/roster' }],
  ['HOST', '::1', { publicUrl: 'http://[::1]:3000' }],
  ['RATE_LIMIT_SCALE', '0.5', { rateLimitScale: 0.5 }],
  ['DATA_DIR', '/var/lib/roster', { dataDir: '/var/lib/roster' }],
  ['MAIL_FROM', 'Acme ID <id@example.com>', { mailFrom: { name: 'Acme ID', address: 'id@example.com' } }],
])('%s=%s is read', (name, value, expected) => {
  expect(readEnv({ [name]: value })).toMatchObject(expected)
})

test.each([
  'changeme-changeme-changeme-changeme',
  'your-256-bit-secret-your-256-bit-secret',
  'a'.repeat(64),
  'abcdefghijklmnopqrstuvwxyz012345',
  'xK9#xK9#xK9#xK9#xK9#xK9#xK9#xK9#',
  '0123456789abcdef0123456789abcdef',
])('AUTH_SECRET=%s is refused and not repeated', (secret) => {
  const problems = problemsOf({ AUTH_SECRET: secret })
  expect(problems).toEqual([expect.stringMatching(/^AUTH_SECRET: must be random/)])
  expect(problems.join()).not.toContain(secret)
})

describe('production', () => {
  test('starts with what it needs, and has no inbox', () => {
    expect(readEnv(production)).toMatchObject({ mode: 'production', devInbox: false, warnings: [] })
  })

  test.each([
    ['without PUBLIC_URL', { PUBLIC_URL: undefined }, 'PUBLIC_URL'],
    ['without AUTH_SECRET', { AUTH_SECRET: undefined }, 'AUTH_SECRET'],
    ['on the embedded engine', { DATABASE_URL: undefined }, 'DATABASE_URL'],
    ['with the development inbox', { DEV_INBOX: 'true' }, 'DEV_INBOX'],
    ['on a public address without TLS', { HOST: '0.0.0.0', PUBLIC_URL: 'http://id.example.com' }, 'HOST'],
    ['behind a proxy without TLS', { PUBLIC_URL: 'http://id.example.com' }, 'PUBLIC_URL'],
    ['with one secret for two things', { METRICS_TOKEN: RANDOM }, 'METRICS_TOKEN'],
    ['with a well-known secret', { AUTH_SECRET: 'changeme'.repeat(4) }, 'AUTH_SECRET'],
    ['with a short secret', { AUTH_SECRET: RANDOM.slice(1) }, 'AUTH_SECRET'],
    ['with wildcard CORS', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    ['with forgeable addresses', { TRUST_PROXY: 'true' }, 'TRUST_PROXY'],
    ['with cheap password hashes', { PASSWORD_HASH_COST: '9' }, 'PASSWORD_HASH_COST'],
    ['with access tokens that live long', { ACCESS_TOKEN_TTL_SECONDS: '3600' }, 'ACCESS_TOKEN_TTL_SECONDS'],
  ])('%s does not start', (_, change, name) => {
    expect(problemsOf({ ...production, ...change })).toEqual([expect.stringMatching(new RegExp(`^${name}: must`))])
  })

  test('may be tried on this machine without TLS', () => {
    expect(problemsOf({ ...production, PUBLIC_URL: 'http://localhost:3000' })).toEqual([])
  })

  test.each([
    ['RATE_LIMIT_SCALE', '100'],
    ['LOG_LEVEL', 'error'],
    ['LOG_LEVEL', 'silent'],
    ['TRUST_PROXY', 'false'],
    ['SMTP_URL', ''],
  ])('starts with %s=%s and warns', (name, value) => {
    const { warnings } = readEnv({ ...production, [name]: value })
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${name}: is `))])
  })

  test('warns when everybody counts as the proxy, wherever it binds', () => {
    const { warnings } = readEnv({ ...production, HOST: '0.0.0.0', TRUST_PROXY: 'false' })
    expect(warnings).toEqual([expect.stringMatching(/^TRUST_PROXY: is false/)])
  })

  test('accepts what is accepted by name', () => {
    const accepted = {
      DATABASE_URL: undefined,
      ALLOW_EMBEDDED_IN_PRODUCTION: 'true',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'http://id.example.com',
      ALLOW_INSECURE_PUBLIC_BIND: 'true',
    }
    expect(problemsOf({ ...production, ...accepted })).toEqual([])
  })
})

test('a public bind needs TLS in front or a flag outside production too', () => {
  expect(problemsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^HOST: /)])
  expect(problemsOf({ HOST: '0.0.0.0', PUBLIC_URL: 'https://id.example.com' })).toEqual([])
})

test.each([
  ['mail is delivered', { SMTP_URL: 'smtp://localhost:1025' }],
  ['others reach the server', { HOST: '0.0.0.0', ALLOW_INSECURE_PUBLIC_BIND: 'true' }],
  ['a public name leads to it', { PUBLIC_URL: 'https://id.example.com' }],
])('the inbox is off when %s', (_, source) => {
  expect(readEnv(source).devInbox).toBe(false)
})

test('the first administrator needs an address and a password that fits the policy', () => {
  const email = { BOOTSTRAP_ADMIN_EMAIL: 'root@example.com' }
  expect(problemsOf(email)).toHaveLength(1)
  expect(
    problemsOf({ BOOTSTRAP_ADMIN_EMAIL: 'root', BOOTSTRAP_ADMIN_PASSWORD: 'only-twelve!', PASSWORD_MIN_LENGTH: '13' }),
  ).toHaveLength(2)
  expect(readEnv({ ...email, BOOTSTRAP_ADMIN_PASSWORD: ' spaces stay ' }).bootstrapAdmin).toEqual({
    email: 'root@example.com',
    password: ' spaces stay ',
  })
})

test('misspelt names are pointed out, names of other programs are not', () => {
  expect(
    readEnv({
      REFRESH_IDLE_TTL: '60',
      AUTH_SECERT: RANDOM,
      CORS_ORIGIN: 'x',
      HOSTNAME: 'box',
      PORTS: '1',
      NODE_OPTIONS: '',
    }).warnings,
  ).toEqual([
    'REFRESH_IDLE_TTL: is not read; did you mean REFRESH_IDLE_TTL_SECONDS?',
    'AUTH_SECERT: is not read; did you mean AUTH_SECRET?',
    'CORS_ORIGIN: is not read; did you mean CORS_ORIGINS?',
  ])
})

test('no message repeats a password', () => {
  const error = new ConfigurationError(
    problemsOf({
      DATABASE_URL: 'mysql://u:hunter2@h',
      SMTP_URL: 'x://u:hunter2@h',
      REDIS_URL: 'hunter2',
      METRICS_TOKEN: 'hunter2',
    }),
  )
  expect(error.message).not.toContain('hunter2')
})
