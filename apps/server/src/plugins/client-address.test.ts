import { expect, test } from 'vitest'
import { clientAddress, trustedHops } from './client-address.ts'
import { createTestApp } from './test-app.ts'

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

test.each([
  [false, '198.51.100.9'],
  [1, '203.0.113.7'],
  [2, '10.1.1.1'],
  [['198.51.100.0/24'], '203.0.113.7'],
  [['192.0.2.1'], '198.51.100.9'],
] as const)('with TRUST_PROXY %j the caller behind a proxy is %s', async (trust, expected) => {
  await using test = createTestApp({ trustProxy: trustedHops(trust) })
  test.app.get('/', async (request) => clientAddress(request))
  const headers = { 'x-forwarded-for': '192.0.2.66, 10.1.1.1, 203.0.113.7' }
  expect((await test.app.inject({ url: '/', remoteAddress: '198.51.100.9', headers })).body).toBe(expected)
})
