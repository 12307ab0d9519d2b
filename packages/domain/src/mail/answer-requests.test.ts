import { afterAll, expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { requestPasswordReset } from '../passwords/request-reset.ts'
import { createTestWorld, systemContext } from '../testing.ts'
import { deleteUser } from '../users/delete.ts'
import { resendVerification } from '../users/resend-verification.ts'
import { updateUser } from '../users/update.ts'
import { answerMailRequests } from './answer-requests.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())
const admin = await world.as(await world.user({ role: 'admin' }))

const asking = {
  reset: (ctx: Context, email: string) => requestPasswordReset(ctx, { email }),
  verification: (ctx: Context, email: string) => resendVerification(ctx, { email }),
}

test.each(['reset', 'verification'] as const)(
  'asking for a %s does the same whoever the address belongs to, and looks at no account',
  async (what) => {
    const [active, disabled, deleted] = [await world.user(), await world.user(), await world.user({ verified: true })]
    await updateUser(admin, { userId: disabled.id, status: 'disabled' })
    await deleteUser(admin, { userId: deleted.id })
    const traces: string[][] = []
    for (const email of [active.email, disabled.email, deleted.email, 'nobody@example.com', 'no address', '']) {
      const trace: string[] = []
      const client = world.db.client.$extends({
        query: {
          $allOperations({ operation, model, args, query }) {
            trace.push(`${model ?? ''}.${operation}`)
            return query(args)
          },
        },
      })
      const ctx = { ...world.context(), db: client as unknown as Context['db'] }
      expect(await asking[what](ctx, email)).toBeUndefined()
      traces.push(trace)
    }
    for (const trace of traces) expect(trace).toEqual(['MailRequest.create'])
  },
)

test('every request is answered once, oldest first, and gone then', async () => {
  const user = await world.user()
  await answerMailRequests(systemContext(world.services))
  await requestPasswordReset(world.context({ id: 'first', ipAddress: '198.51.100.1' }), { email: user.email })
  world.advance(1)
  await requestPasswordReset(world.context({ id: 'second', ipAddress: null }), { email: user.email })
  await requestPasswordReset(world.context(), { email: 'nobody@example.com' })
  expect(await answerMailRequests(systemContext(world.services))).toBe(3)
  expect(await answerMailRequests(systemContext(world.services))).toBe(0)
  expect(await world.db.client.mailRequest.count()).toBe(0)

  const tokens = await world.db.client.oneTimeToken.findMany({
    where: { userId: user.id, purpose: 'reset_password', usedAt: null },
  })
  expect(tokens).toHaveLength(1)
  const events = await world.db.client.auditEvent.findMany({
    where: { subjectId: user.id, action: 'user.password_reset_requested' },
    orderBy: { seq: 'asc' },
  })
  expect(events).toMatchObject([
    { actorType: 'anonymous', requestId: 'first', ipAddress: '198.51.100.1' },
    { actorType: 'anonymous', requestId: 'second', ipAddress: null },
  ])
})

test.each(['reset', 'verification'] as const)(
  'past the hourly limit of an address a %s is still answered the same, and nothing is mailed',
  async (what) => {
    const user = await world.user()
    const ctx = world.limited(world.context())
    for (let asked = 0; asked < 8; asked++) expect(await asking[what](ctx, user.email)).toBeUndefined()
    const registered = 1
    expect(await world.mailsTo(user.email)).toHaveLength(registered + 5)
    expect(world.events).toContainEqual(expect.objectContaining({ event: 'mail.limited' }))
  },
)

test('a stranger who asks for verification mails keeps nobody from a reset', async () => {
  const user = await world.user({ verified: true })
  const ctx = world.limited(world.context())
  for (let asked = 0; asked < 8; asked++) await asking.verification(ctx, user.email)
  const before = (await world.mailsTo(user.email)).length
  await asking.reset(ctx, user.email)
  expect(await world.mailsTo(user.email)).toHaveLength(before + 1)
})
