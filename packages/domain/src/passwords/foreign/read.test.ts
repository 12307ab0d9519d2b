import { afterAll, describe, expect, test } from 'vitest'
import { createPasswordHasher } from '../create-hasher.ts'
import file from '../vectors/foreign.json' with { type: 'json' }
import { readForeignHash } from './read.ts'

const hasher = createPasswordHasher({ cost: 4, allowLowCost: true, workers: 2, maxWaitSeconds: 60 })
afterAll(() => hasher[Symbol.asyncDispose]())

const programs = [...new Set(file.vectors.map((vector) => vector.program))]

test.each(programs)('every hash that %s made belongs to its password alone, and is to be replaced', async (program) => {
  for (const { password, hash } of file.vectors.filter((vector) => vector.program === program)) {
    expect([hash, await hasher.verify(password, hash)]).toEqual([hash, { matches: true, rehash: true }])
    expect([hash, await hasher.verify(`x${password}`, hash)]).toEqual([hash, { matches: false, rehash: false }])
  }
})

test.each(file.refused)('a hash of $program is refused as $why, and nobody signs in with it', async ({ hash, why }) => {
  expect(readForeignHash(hash)).toBe(why)
  expect(await hasher.verify('correct horse battery staple', hash)).toEqual({ matches: false, rehash: false })
})

const SALT = 'c29tZXNhbHRzb21lc2FsdA'
const DIGEST = 'A'.repeat(43)

describe('the most that a check may cost', () => {
  test.each([
    ['argon2 memory', `$argon2id$v=19$m=262144,t=8,p=1$${SALT}$${DIGEST}`, '262144', '262145'],
    ['argon2 passes', `$argon2id$v=19$m=262144,t=8,p=1$${SALT}$${DIGEST}`, 't=8', 't=9'],
    ['argon2 lanes', `$argon2id$v=19$m=1024,t=1,p=16$${SALT}$${DIGEST}`, 'p=16', 'p=17'],
    ['scrypt memory', `$scrypt$ln=18,r=8,p=1$${SALT}$${DIGEST}`, 'ln=18', 'ln=19'],
    ['scrypt lanes', `$scrypt$ln=15,r=1,p=64$${SALT}$${DIGEST}`, 'p=64', 'p=65'],
    ['scrypt work', `$scrypt$ln=17,r=8,p=2$${SALT}$${DIGEST}`, 'p=2', 'p=3'],
    ['PBKDF2 rounds', `$pbkdf2-sha256$10000000$${SALT}$${DIGEST}`, '10000000', '10000001'],
    ['PBKDF2 rounds of SHA-512', `$pbkdf2-sha512$5000000$${SALT}$${DIGEST}`, '5000000', '5000001'],
    ['bcrypt cost', `bcrypt$$2b$16$abcdefghijklmnopqrstuOLrQtgp40oX1Fmk37fL.bL3cqygiriji`, '$16$', '$17$'],
  ])('%s: up to the bound it is taken, above it refused', (_, hash, at, above) => {
    expect(readForeignHash(hash)).toMatchObject({ derivation: {} })
    expect(readForeignHash(hash.replace(at, above))).toBe('too_costly')
  })

  test('large blocks count beside a small table too', () => {
    const hash = `$scrypt$ln=1,r=524288,p=1$${SALT}$${DIGEST}`
    expect(readForeignHash(hash)).toMatchObject({ derivation: {} })
    expect(readForeignHash(hash.replace('524288', '1048576'))).toBe('too_costly')
  })

  test('a digest of many blocks costs as many rounds', () => {
    const long = `$pbkdf2-sha256$5000001$${SALT}$${'A'.repeat(86)}`
    expect(readForeignHash(long)).toBe('too_costly')
    expect(readForeignHash(long.replace('5000001', '5000000'))).toMatchObject({ derivation: { length: 64 } })
  })
})

test('a hash in the layout of our own is refused above the same cost', () => {
  const hash = '$bcrypt-sha256$v=2,t=2b,r=17$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2'
  expect(readForeignHash(hash)).toBe('too_costly')
  expect(readForeignHash(hash.replace('v=2', 'v=3'))).toBe('unsupported')
})

test.each([
  ['nothing', ''],
  ['a password', 'correct horse battery staple'],
  ['no rounds', `$pbkdf2-sha256$0$${SALT}$${DIGEST}`],
  ['rounds with a sign', `$pbkdf2-sha256$-1$${SALT}$${DIGEST}`],
  ['a digest of 8 bytes', `$pbkdf2-sha256$1000$${SALT}$AAAAAAAAAAA`],
  ['more than fits', `$pbkdf2-sha256$1000$${SALT}$${'A'.repeat(2000)}`],
  ['a line break at the end', `$pbkdf2-sha256$1000$${SALT}$${DIGEST}\n`],
  ['an N that is no power of two', `scrypt$17$salt$8$1$${DIGEST}`],
  ['an N that is too large for its r', `$scrypt$ln=16,r=1,p=1$${SALT}$${DIGEST}`],
  ['a signer key of another length', `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=AAAA$${SALT}$${DIGEST}`],
])('%s is no hash', (_, text) => {
  expect(readForeignHash(text)).toBe('unknown')
})

test.each([
  ['an older version', `$argon2id$v=16$m=1024,t=1,p=1$${SALT}$${DIGEST}`],
  ['less memory than lanes need', `$argon2id$v=19$m=15,t=1,p=2$${SALT}$${DIGEST}`],
  ['a parameter twice', `$argon2id$v=19$m=64,m=64,t=1$${SALT}$${DIGEST}`],
])('argon2 with %s is not supported', (_, text) => {
  expect(readForeignHash(text)).toBe('unsupported')
})

test('a check of a cheap hash takes as long as one with no account', async () => {
  await using slow = createPasswordHasher({ cost: 8, allowLowCost: true, workers: 1 })
  const cheap = `$pbkdf2-sha256$1$${SALT}$${DIGEST}`
  const times = { none: Number.POSITIVE_INFINITY, cheap: Number.POSITIVE_INFINITY }
  const ratio = () => times.cheap / times.none
  const isAlike = () => ratio() > 0.7 && ratio() < 1.4
  // Without the padding it would stand at 0.01 for ever.
  for (let round = 0; round < 4 || (round < 25 && !isAlike()); round++) {
    for (const [name, hash] of [['none', null] as const, ['cheap', cheap] as const]) {
      const start = performance.now()
      await slow.verify('wrong password', hash)
      times[name] = Math.min(times[name], performance.now() - start)
    }
  }
  expect(ratio()).toSatisfy(isAlike)
}, 30_000)
