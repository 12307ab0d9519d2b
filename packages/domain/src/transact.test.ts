import { testSettings } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { startPatience } from './patience.ts'
import { createTestWorld } from './testing.ts'
import { transact } from './transact.ts'
import { lockUser, saveUser } from './users/store.ts'

// Only a server with several connections can have a deadlock.
test.runIf(testSettings().engine === 'postgresql')(
  'work that a deadlock undid is done again from its beginning, and recorded once',
  async () => {
    await using world = await createTestWorld()
    const [first, second] = [await world.user(), await world.user()]
    const bothHold = Promise.withResolvers<void>()
    let holding = 0
    let runs = 0
    const lockBoth = (users: { id: string }[], name: string) =>
      transact(world.context(), async (tx) => {
        runs += 1
        for (const { id } of users) {
          await lockUser(tx.ctx.db, id)
          holding += 1
          if (holding === 2) bothHold.resolve()
          await bothHold.promise
        }
        for (const { id } of users) {
          await saveUser(tx.ctx.db, id, { name })
          tx.audit({ action: 'user.updated', subjectId: id, changes: { by: name } })
        }
      })
    await Promise.all([lockBoth([first, second], 'one'), lockBoth([second, first], 'two')])

    expect(runs).toBe(3)
    for (const user of [first, second]) {
      const changes = (await world.auditOf(user)).map((event) => event.changes)
      expect(changes.slice(1)).toHaveLength(2)
      expect(changes).toEqual(expect.arrayContaining([{ by: 'one' }, { by: 'two' }]))
    }
    expect((await world.stored(first)).name).toBe((await world.stored(second)).name)
  },
)

test('a call that was given up meanwhile changes nothing', async () => {
  await using world = await createTestWorld()
  const user = await world.user()
  const patience = startPatience(1)
  const work = transact({ ...world.context(), patience }, async (tx) => {
    await saveUser(tx.ctx.db, user.id, { name: 'Too late' })
    tx.audit({ action: 'user.updated', subjectId: user.id })
    await patience.hold(new Promise(() => undefined)).catch(() => undefined)
  })
  await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect(await world.stored(user)).toEqual(user)
  expect(await world.auditOf(user)).toHaveLength(1)
})
