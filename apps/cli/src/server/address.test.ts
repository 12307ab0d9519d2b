import { expect, test } from 'vitest'
import { parseAddress } from './address.ts'

test.each([
  ['https://accounts.example.com', 'https://accounts.example.com'],
  ['https://accounts.example.com/', 'https://accounts.example.com'],
  ['HTTPS://Accounts.Example.com:443/roster/', 'https://accounts.example.com/roster'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('%s is kept as %s', (text, kept) => {
  expect(parseAddress(text)).toBe(kept)
})

test.each([
  ['accounts.example.com', 'is not the address of a server'],
  ['ftp://accounts.example.com', 'is not the address of a server'],
  ['https://ada:secret@accounts.example.com', 'has no user'],
  ['https://accounts.example.com?x=1', 'has no user, password, query'],
  ['http://accounts.example.com', 'is not encrypted'],
  ['http://127.0.0.1.example.com', 'is not encrypted'],
  ['http://localhost.example.com', 'is not encrypted'],
])('%s is refused', (text, why) => {
  expect(() => parseAddress(text)).toThrow(why)
})

test('an unencrypted address is taken when that is wanted', () => {
  expect(parseAddress('http://roster:3000', true)).toBe('http://roster:3000')
})
