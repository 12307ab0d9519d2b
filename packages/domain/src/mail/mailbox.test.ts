import { expect, test } from 'vitest'
import { domainOf, parseMailbox } from './mailbox.ts'

test.each([
  ['no-reply@example.com', { name: '', address: 'no-reply@example.com' }],
  ['Roster <no-reply@example.com>', { name: 'Roster', address: 'no-reply@example.com' }],
  ['"Ros, ter" <no-reply@example.com> ', { name: 'Ros, ter', address: 'no-reply@example.com' }],
  ['Roster <no-reply@[::1]>', { name: 'Roster', address: 'no-reply@[::1]' }],
])('%s is a sender', (value, mailbox) => {
  expect(parseMailbox(value)).toEqual(mailbox)
})

test.each(['', 'Roster', 'Roster <>', 'a@b, c@d', 'a@b <c@d', 'a@b\r\nBcc: c@d', 'a b@example.com'])(
  '%j is none',
  (value) => {
    expect(() => parseMailbox(value)).toThrow('must be a mail address')
  },
)

test('the domain is what follows the last @', () => {
  expect(domainOf({ name: '', address: 'no-reply@mail.example.com' })).toBe('mail.example.com')
})
