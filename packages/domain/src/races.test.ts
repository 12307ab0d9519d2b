import { afterAll, describe, expect, test } from 'vitest'
import { verifyAuditChain } from './audit/verify.ts'
import { accountContests } from './races/account-contests.ts'
import { adminContests } from './races/admin-contests.ts'
import { apiKeyContests } from './races/api-key-contests.ts'
import type { Arena } from './races/contest.ts'
import { run, tally } from './races/contest.ts'
import { idempotencyContests } from './races/idempotency-contests.ts'
import { sessionContests } from './races/session-contests.ts'
import { createTestWorld } from './testing.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
// On the embedded engine there is one server, and another set of services for the limits of production.
const isShared = world.db.engine === 'postgresql'
const arena: Arena = {
  world,
  servers: isShared ? [world.services, await world.server()] : [world.services],
  strictServers: await Promise.all(Array.from({ length: isShared ? 2 : 1 }, () => world.server({ rateLimitScale: 1 }))),
}

describe('at once', () => {
  const contests = {
    ...accountContests(arena),
    ...sessionContests(arena),
    ...adminContests(arena),
    ...apiKeyContests(arena),
    ...idempotencyContests(arena),
  }
  test.each(Object.entries(contests))('%s', async (_, arrange) => {
    const contest = await arrange()
    const outcomes = await run(contest)
    if (contest.told) expect(tally(outcomes)).toEqual(contest.told)
    await contest.check(outcomes)
  })
})

test('after all of that the chain of the audit log is whole', async () => {
  const { events, broken } = await verifyAuditChain(world.db.client)
  expect(events).toBeGreaterThan(100)
  expect(broken).toEqual([])
})
