import { expect, test } from 'vitest'
import { createVerifiedTokens } from './verified-tokens.ts'

const now = new Date('2026-01-31T09:30:00.000Z')
const later = new Date('2026-01-31T09:45:00.000Z')
const verified = { claims: { userId: 'user', sessionId: 'session' }, kid: 'key', expiresAt: later }

test('a token is remembered until it expires, and no other with it', () => {
  const tokens = createVerifiedTokens(10)
  tokens.remember('token', verified)
  expect(tokens.get('token', now)).toEqual(verified)
  expect(tokens.get('token ', now)).toBeUndefined()
  expect(tokens.get('token', later)).toBeUndefined()
})

test('when there are too many, the oldest is forgotten', () => {
  const tokens = createVerifiedTokens(2)
  for (const token of ['first', 'second', 'third']) tokens.remember(token, verified)
  const found = ['first', 'second', 'third'].map((token) => tokens.get(token, now) !== undefined)
  expect(found).toEqual([false, true, true])
})
