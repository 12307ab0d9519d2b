import { expect, test } from 'vitest'
import { limitKeyOf } from './client-address.ts'

test('addresses of one IPv6 network count as one', () => {
  expect(limitKeyOf('2001:db8:1:2:aaaa::1')).toBe(limitKeyOf('2001:DB8:1:2::ffff'))
  expect(limitKeyOf('2001:db8:1:2::1')).not.toBe(limitKeyOf('2001:db8:1:3::1'))
})

test('an IPv4 address written as IPv6 counts as IPv4', () => {
  expect(limitKeyOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(limitKeyOf('192.0.2.7')).toBe('192.0.2.7')
})
