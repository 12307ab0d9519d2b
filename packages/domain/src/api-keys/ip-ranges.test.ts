import { expect, test } from 'vitest'
import { isWithin } from './ip-ranges.ts'

test.each<[ranges: string[], address: string | null, within: boolean]>([
  [[], '203.0.113.7', true],
  [[], null, true],
  [['203.0.113.7'], '203.0.113.7', true],
  [['203.0.113.7'], '203.0.113.8', false],
  [['203.0.113.0/24'], '203.0.113.255', true],
  [['203.0.113.0/24'], '203.0.114.0', false],
  [['203.0.113.99/24'], '203.0.113.1', true],
  [['0.0.0.0/0'], '198.51.100.1', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['2001:db8::/32'], '2001:db8:1::5', true],
  [['2001:DB8::/32'], '2001:db9::1', false],
  [['::/0'], '2001:db8::1', true],
  [['::/0'], '203.0.113.7', false],
  [['::ffff:203.0.113.0/120'], '203.0.113.7', true],
  [['::ffff:203.0.113.0/120'], '203.0.114.7', false],
  [['::1'], '::1', true],
  [['10.0.0.0/8', '2001:db8::/32'], '2001:db8::1', true],
  [['203.0.113.7/32'], '203.0.113.7', true],
  [['203.0.113.0/24'], null, false],
  [['203.0.113.0/24'], 'unknown', false],
])('ranges %j and the address %s: %s', (ranges, address, within) => {
  expect(isWithin(ranges, address)).toBe(within)
})
