import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const from = (ip: string, remoteAddress = '10.0.0.1') =>
  clientAddress({ ip, socket: { remoteAddress } } as Parameters<typeof clientAddress>[0])

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:DB8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['203.0.113.7:4711', '203.0.113.7'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['unknown', '10.0.0.1'],
  ['<script>', '10.0.0.1'],
  ['1'.repeat(500), '10.0.0.1'],
])('%s is %s', (claimed, expected) => {
  expect(from(claimed)).toBe(expected)
})

test('without any address there is none', () => {
  expect(clientAddress({ ip: '', socket: {} } as Parameters<typeof clientAddress>[0])).toBeNull()
})
