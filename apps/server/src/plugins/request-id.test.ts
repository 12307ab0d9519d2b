import { expect, test } from 'vitest'
import { requestIdOf } from './request-id.ts'

const idFor = (given: string | string[] | undefined) =>
  requestIdOf({ headers: given === undefined ? {} : { 'x-request-id': given } })

test.each(['a', '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f', 'job.7_x', 'a'.repeat(64)])('%s is taken over', (given) => {
  expect(idFor(given)).toBe(given)
})

test.each(['', 'a'.repeat(65), 'a b', 'a\nb', 'a;b', '../x', '-a', 'é', '<b>', ['a', 'b']])(
  '%j is replaced',
  (given) => {
    expect(idFor(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  },
)

test('without one each request gets its own', () => {
  expect(idFor(undefined)).not.toBe(idFor(undefined))
})
