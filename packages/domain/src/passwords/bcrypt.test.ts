import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { hashSync } from 'bcryptjs'
import { describe, expect, test } from 'vitest'
import { chooseBcrypt } from './bcrypt.ts'
import { formatHash, parseHash } from './bcrypt-sha256.ts'
import file from './vectors/bcrypt.json' with { type: 'json' }

const absent = () => {
  throw new Error("Cannot find module 'bcrypt'")
}
const salt = '$2b$04$abcdefghijklmnopqrstuu'

test('without a native implementation, or with something else of its name, it is bcryptjs', () => {
  for (const load of [absent, () => undefined, () => ({}), () => ({ hashSync: 'text' })]) {
    const { implementation, bcrypt } = chooseBcrypt(load)
    expect(implementation).toBe('bcryptjs')
    expect(bcrypt('password', salt)).toBe(hashSync('password', salt))
  }
})

test.each([
  ['reads letters beyond ASCII in another way', (input: string) => Buffer.from(input, 'latin1').toString('latin1')],
  ['ends at a NUL', (input: string) => input.split('\0')[0] ?? ''],
  ['goes on after byte 72', (input: string) => (input.length > 72 ? `${input.length}` : input)],
])('an implementation that %s is not taken', (_, misread) => {
  const load = () => ({ hashSync: (input: string, with_: string) => hashSync(misread(input), with_) })
  expect(chooseBcrypt(load).implementation).toBe('bcryptjs')
})

test('one that fails is not taken, and one that agrees is', () => {
  expect(chooseBcrypt(() => ({ hashSync: absent })).implementation).toBe('bcryptjs')
  expect(chooseBcrypt(() => ({ hashSync })).implementation).toBe('native')
})

/** `pnpm bench` has installed it there, where it has run. */
const peers = new URL('../../../../bench/peers/package.json', import.meta.url)

describe.runIf(existsSync(new URL('node_modules/bcrypt', peers)))('the native package', () => {
  test('is taken, and makes the digest of every hash that passlib made', () => {
    const { implementation, bcrypt } = chooseBcrypt(() => createRequire(peers)('bcrypt'))
    expect(implementation).toBe('native')
    const cheap = file.vectors.filter(({ hash, layout }) => layout === 'bcrypt' && (parseHash(hash)?.cost ?? 99) <= 6)
    expect(cheap.length).toBeGreaterThan(0)
    for (const { password, hash } of cheap) {
      const stored = parseHash(hash)
      const made = bcrypt(password, `$2b$0${stored?.cost}$${stored?.salt}`)
      expect(made.slice(-31)).toBe(stored?.digest)
      expect(formatHash({ cost: 4, salt: stored?.salt ?? '', digest: made.slice(-31) })).toContain(stored?.digest)
    }
  })
})
