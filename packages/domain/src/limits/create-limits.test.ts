import { createTestDb } from '@roster/db/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { SecurityEvent } from '../context.ts'
import { createLimits } from './create-limits.ts'
import { limitRules } from './rules.ts'

const db = await createTestDb()
afterAll(() => db[Symbol.asyncDispose]())

const server = (scale = 1) =>
  createLimits({ store: { type: 'postgres', pool: db.pool }, scale, report: () => undefined })

async function takeAll(limits: ReturnType<typeof server>, name: 'mail' | 'writes', key: string): Promise<void> {
  for (let taken = 0; taken < limits.quotas[name].units; taken++) await limits.consume(name, key)
}

describe('a limit', () => {
  test('gives its units, says what is left, and then how long to wait', async () => {
    const limits = server()
    const left: number[] = []
    for (let taken = 0; taken < 5; taken++) {
      const allowance = await limits.consume('mail', 'said')
      left.push(allowance.remaining)
      expect(allowance.resetSeconds).toBeGreaterThan(3590)
      expect(allowance.resetSeconds).toBeLessThanOrEqual(3600)
    }
    expect(left).toEqual([4, 3, 2, 1, 0])
    for (const _ of [1, 2, 3]) {
      const refusal: unknown = await limits.consume('mail', 'said').catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) })
      const { retryAfterSeconds } = refusal as { retryAfterSeconds: number }
      expect(retryAfterSeconds).toBeGreaterThan(3590)
      expect(retryAfterSeconds).toBeLessThanOrEqual(3600)
    }
  })

  test('is counted apart for each key and for each name', async () => {
    const limits = server()
    await takeAll(limits, 'mail', 'one')
    await expect(limits.consume('mail', 'one')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await limits.consume('mail', 'another')
    await limits.consume('confirm', 'one')
  })

  test('that is shared is counted by all servers together, and one that is local by each', async () => {
    const [first, second] = [server(), server()]
    for (const name of ['mail', 'writes'] as const) await takeAll(first, name, 'both')
    await expect(second.consume('mail', 'both')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await expect(first.consume('writes', 'both')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await second.consume('writes', 'both')
  })

  test.each([0.5, 1, 3])('is multiplied by the scale %d like every other', (scale) => {
    for (const [name, rule] of Object.entries(limitRules)) {
      const quota = { units: Math.ceil(rule.points * scale), windowSeconds: rule.seconds }
      expect(server(scale).quotas).toHaveProperty([name], quota)
    }
  })
})

test('what cannot be counted is refused and reported; local limits go on', async () => {
  const events: SecurityEvent[] = []
  const away = () => Promise.reject(new Error('the store is away'))
  const store = { type: 'postgres', pool: { query: away, connect: away } } as const
  const limits = createLimits({ store, scale: 1, report: (event) => events.push(event) })
  await expect(limits.consume('login', 'anybody')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect(events).toMatchObject([{ event: 'limits.unavailable', limit: 'login' }])
  expect(JSON.stringify(events)).not.toContain('the store is away')
  await limits.consume('reads', 'anybody')
})
