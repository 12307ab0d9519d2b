import { expect, test } from 'vitest'
import { createVault, newSecret, type Purpose, sha256 } from './vault.ts'

const SECRET = 'a secret of the environment, long enough'
const vault = createVault(SECRET)

test.each(['', 'a line of text', 'ünïcödé 🔑', 'x'.repeat(100_000)])('what was sealed opens again', (text) => {
  expect(vault.open('mail', vault.seal('mail', text)).toString()).toBe(text)
})

test('bytes come back as they were', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(new Uint8Array(vault.open('signing-key', vault.seal('signing-key', bytes)))).toEqual(bytes)
})

test('another vault under the same secret opens it: servers share what they store', () => {
  expect(createVault(SECRET).open('mail', vault.seal('mail', 'shared')).toString()).toBe('shared')
})

test('nothing of the text shows, and the same text is sealed differently each time', () => {
  const [first, second] = [vault.seal('mail', 'plain words'), vault.seal('mail', 'plain words')]
  expect(Buffer.from(first).includes('plain')).toBe(false)
  expect(first).not.toEqual(second)
  expect(first.subarray(0, 12)).not.toEqual(second.subarray(0, 12))
})

test('another secret does not open it', () => {
  const other = createVault(`${SECRET}!`)
  expect(() => other.open('mail', vault.seal('mail', 'text'))).toThrow()
})

test('another purpose does not open it', () => {
  expect(() => vault.open('cursor', vault.seal('mail', 'text'))).toThrow()
})

test('a change of any byte shows: nonce, tag and ciphertext', () => {
  const sealed = vault.seal('mail', 'text')
  const opened = [...sealed.keys()].filter((index) => {
    const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte))
    try {
      vault.open('mail', changed)
      return true
    } catch {
      return false
    }
  })
  expect(opened).toEqual([])
})

test('what was cut or lengthened does not open, down to nothing', () => {
  const sealed = vault.seal('mail', 'text')
  const lengths = [0, 1, 12, 27, sealed.length - 1]
  for (const length of lengths) expect(() => vault.open('mail', sealed.subarray(0, length))).toThrow()
  expect(() => vault.open('mail', Buffer.concat([sealed, Buffer.from('x')]))).toThrow()
})

test('a tag shortened to one that is easily guessed does not open', () => {
  const sealed = vault.seal('mail', '')
  expect(() => vault.open('mail', sealed.subarray(0, 12 + 4))).toThrow()
})

test('a mac depends on the data, the purpose and the secret, and on nothing else', () => {
  const purposes: readonly Purpose[] = ['signing-key', 'mail', 'refresh-successor', 'cursor']
  const macs = [
    ...purposes.map((purpose) => vault.mac(purpose, 'data')),
    vault.mac('cursor', 'other data'),
    createVault(`${SECRET}!`).mac('cursor', 'data'),
  ].map((mac) => mac.toString('hex'))
  expect(new Set(macs).size).toBe(macs.length)
  expect(createVault(SECRET).mac('cursor', Buffer.from('data')).toString('hex')).toBe(macs[3])
  expect(macs[3]).toHaveLength(64)
})

test('secrets to hand out have 256 bits, stand in a URL as they are, and never repeat', () => {
  const secrets = Array.from({ length: 100 }, newSecret)
  expect(secrets.filter((secret) => !/^[\w-]{43}$/.test(secret))).toEqual([])
  expect(new Set(secrets).size).toBe(100)
})

test('what is stored of a secret is its SHA-256', () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(Buffer.from(sha256('abc')).toString('hex')).toBe(abc)
})
