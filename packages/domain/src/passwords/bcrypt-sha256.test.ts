import { hashSync } from 'bcryptjs'
import { expect, test } from 'vitest'
import { bcryptInput, formatHash, isSameDigest, newSalt, parseHash } from './bcrypt-sha256.ts'
import file from './vectors/bcrypt.json' with { type: 'json' }

const V2 = '$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2'

/** The digest that Roster computes with the parameters of a stored hash. */
function digestOf(password: string, hash: string): string {
  const stored = parseHash(hash)
  if (!stored) throw new Error(`not a hash: ${hash}`)
  const input = bcryptInput(stored.layout, password, stored.salt)
  return hashSync(input, `$2b$${String(stored.cost).padStart(2, '0')}$${stored.salt}`).slice(-31)
}

test.each(file.vectors)('$hash of $title, made by passlib, is what Roster computes', ({ password, hash, layout }) => {
  expect(parseHash(hash)?.layout).toBe(layout)
  expect(digestOf(password, hash)).toBe(hash.slice(-31))
})

test('a hash in the v2 layout is read and written without loss', () => {
  const stored = parseHash(V2)
  expect(stored).toEqual({
    layout: 'bcrypt-sha256',
    cost: 12,
    salt: 'n79VH.0Q2TMWmt3Oqt9uku',
    digest: 'Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2',
  })
  expect(stored && formatHash(stored)).toBe(V2)
})

test('nothing is cut at byte 72 in the v2 layout, while plain bcrypt cuts by nature', () => {
  const [plain = '', wrapped = ''] = ['bcrypt', 'bcrypt-sha256'].map(
    (layout) => file.vectors.find((vector) => vector.layout === layout && vector.title === '73 bytes')?.hash,
  )
  expect(digestOf(`${'a'.repeat(72)}c`, wrapped)).not.toBe(digestOf(`${'a'.repeat(72)}b`, wrapped))
  expect(digestOf(`${'a'.repeat(72)}c`, plain)).toBe(digestOf(`${'a'.repeat(72)}b`, plain))
})

test.each([
  ['nothing', ''],
  ['the v1 layout', '$bcrypt-sha256$2b,12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2'],
  ['another version', V2.replace('v=2', 'v=3')],
  ['another type', V2.replace('t=2b', 't=2a')],
  ['a cost with a zero before it', V2.replace('r=12', 'r=04')],
  ['a cost below 4', V2.replace('r=12', 'r=3')],
  ['a cost above the bound', V2.replace('r=12', 'r=17')],
  ['a plain cost above the bound', '$2b$31$n79VH.0Q2TMWmt3Oqt9ukuKq4Noyk3094Y2QlB8NdRT8SvGiI4ft2'],
  ['$2x$, which is broken', '$2x$12$n79VH.0Q2TMWmt3Oqt9ukuKq4Noyk3094Y2QlB8NdRT8SvGiI4ft2'],
  ['a salt whose last bits are not zero', V2.replace('9uku$', '9ukv$')],
  ['a short digest', V2.slice(0, -1)],
  ['a line break at the end', `${V2}\n`],
  ['text before it', ` ${V2}`],
  ['no digest', V2.slice(0, V2.lastIndexOf('$'))],
])('%s is not a hash', (_, text) => {
  expect(parseHash(text)).toBeUndefined()
})

test('salts are of the form that passlib takes, and new each time', () => {
  const salts = Array.from({ length: 100 }, newSalt)
  expect(salts.filter((salt) => !/^[./A-Za-z0-9]{21}[.Oeu]$/.test(salt))).toEqual([])
  expect(new Set(salts).size).toBe(100)
})

test('digests are the same or not, whatever their lengths', () => {
  expect(isSameDigest('abc', 'abc')).toBe(true)
  expect(isSameDigest('abc', 'abd')).toBe(false)
  expect(isSameDigest('abc', 'abcd')).toBe(false)
})
