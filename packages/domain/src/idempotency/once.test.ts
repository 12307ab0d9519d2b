import { afterAll, describe, expect, test } from 'vitest'
import { createApiKey } from '../api-keys/create.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { runMaintenance } from '../maintenance.ts'
import { createTestWorld, systemContext, TEST_PASSWORD } from '../testing.ts'
import { registerUser } from '../users/register.ts'
import { once } from './once.ts'

const world = await createTestWorld()
afterAll(() => world[Symbol.asyncDispose]())

const REUSED = { code: 'VALIDATION_FAILED', issues: [{ path: ['idempotencyKey'], code: 'reused' }] }
const CONFLICT = { code: 'CONFLICT' }

let count = 0
const newInput = () => ({ email: `once-${++count}@example.com`, password: TEST_PASSWORD })
const newKey = () => `key-${++count}`

/** Registers by a key, perhaps after something else has happened. */
const register = (
  input: { email: string; password: string },
  key: string,
  { ctx = world.context(), first = async () => undefined }: { ctx?: Context; first?: () => Promise<unknown> } = {},
) =>
  once(ctx, { operation: 'users.register', key, input }, async (ctx) => {
    await first()
    return registerUser(ctx, input)
  })

const rows = () => world.db.client.idempotencyKey.findMany()
const usersWith = (email: string) => world.db.client.user.count({ where: { email } })

describe('the same key and input', () => {
  test('give the first answer again, and the work is done once', async () => {
    const [input, key] = [newInput(), newKey()]
    const first = await register(input, key)
    expect(await register(input, key)).toEqual(first)
    expect(await world.mailsTo(input.email)).toHaveLength(1)
    expect((await world.auditOf(first)).map(({ action }) => action)).toEqual(['user.registered'])
  })

  test('give it on another server too', async () => {
    const [input, key] = [newInput(), newKey()]
    const first = await register(input, key)
    const server = await world.server()
    expect(await register(input, key, { ctx: { ...world.context(), ...server, db: server.client } })).toEqual(first)
  })

  test('give it whatever has become of things since', async () => {
    const [input, key] = [newInput(), newKey()]
    const first = await register(input, key)
    await world.db.client.user.update({ where: { id: first.id }, data: { name: 'Changed', version: 9 } })
    expect(await register(input, key)).toEqual(first)
  })

  test('give the secret of an API key again', async () => {
    const admin = await world.as(await world.user({ role: 'admin' }))
    const expiresAt = new Date(world.services.now().getTime() + 3600_000).toISOString()
    const input = { name: 'Export', scopes: ['users:read'], ipRanges: [], expiresAt }
    const request = { operation: 'apiKeys.create', key: newKey(), input }
    const first = await once(admin, request, (ctx) => createApiKey(ctx, input))
    expect(await once(admin, request, (ctx) => createApiKey(ctx, input))).toEqual(first)
    expect(await world.db.client.apiKey.count()).toBe(1)
    const stored = (await rows()).map(({ answer }) => Buffer.from(answer ?? []).toString('latin1'))
    expect(stored.join()).not.toContain(first.secret.slice(11))
  })

  test('give a refusal again that came of the state of things', async () => {
    const [input, key] = [newInput(), newKey()]
    const { id } = await register(input, newKey())
    await expect(register(input, key)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    await world.db.client.user.update({ where: { id }, data: { email: 'moved-away@example.com' } })
    await expect(register(input, key)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
    expect((await register(input, newKey())).email).toBe(input.email)
  })

  test('give the answer that was lost on its way, since it was written with the change', async () => {
    const [input, key] = [newInput(), newKey()]
    const request = { operation: 'users.register', key, input }
    const lost = once(world.context(), request, async (ctx) => {
      await registerUser(ctx, input)
      throw new Error('The connection is gone')
    })
    await expect(lost).rejects.toThrow('The connection is gone')
    expect(await register(input, key)).toMatchObject({ email: input.email })
    expect(await world.mailsTo(input.email)).toHaveLength(1)
  })

  test('are done anew after 24 hours', async () => {
    const [input, key] = [newInput(), newKey()]
    await register(input, key)
    world.advance(24 * 3600 - 1)
    await register(input, key)
    world.advance(1)
    await expect(register(input, key)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' })
  })
})

describe('a key', () => {
  test('with another input is refused, and nothing is done', async () => {
    const [input, key] = [newInput(), newKey()]
    await register(input, key)
    const other = newInput()
    await expect(register(other, key)).rejects.toMatchObject(REUSED)
    await expect(register({ ...input, password: 'quite another pass phrase' }, key)).rejects.toMatchObject(REUSED)
    expect(await usersWith(other.email)).toBe(0)
  })

  test('is its caller’s own, and that of one operation', async () => {
    const key = newKey()
    const [first, second] = [await world.as(await world.user()), await world.as(await world.user())]
    const program = { type: 'api_key', id: first.actor.user.id, scopes: [], createdById: second.actor.user.id } as const
    const callers: readonly Context[] = [first, second, world.context(), { ...world.context(), actor: program }]
    for (const ctx of callers) expect((await register(newInput(), key, { ctx })).role).toBe('user')
    const request = { operation: 'users.invite', key, input: {} }
    expect(await once(first, request, async () => 'done')).toBe('done')
  })

  test('is not needed', async () => {
    const request = { operation: 'x', key: undefined, input: {} }
    const before = await rows()
    expect(await once(world.context(), request, async (ctx) => ctx.claim)).toBeUndefined()
    expect(await rows()).toEqual(before)
  })

  test('is stored as a MAC, and so is what came with it', async () => {
    const [input, key] = [newInput(), newKey()]
    await register(input, key)
    const stored = JSON.stringify(
      (await rows()).map((row) =>
        Object.values(row).map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        ),
      ),
    )
    for (const text of [key, input.email, input.password]) expect(stored).not.toContain(text)
  })

  test('is gone after 24 hours', async () => {
    await register(newInput(), newKey())
    world.advance(24 * 3600)
    await runMaintenance(systemContext(world.services))
    expect(await rows()).toEqual([])
  })
})

describe('a request that is not answered yet', () => {
  test('keeps others out, until it is', async () => {
    const [input, key] = [newInput(), newKey()]
    const { promise: go, resolve } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const first = register(input, key, {
      first: () => {
        begin()
        return go
      },
    })
    await begun
    await expect(register(input, key)).rejects.toMatchObject({ ...CONFLICT, retryAfterSeconds: 1 })
    await expect(register(newInput(), key)).rejects.toMatchObject(REUSED)
    resolve()
    expect(await register(input, key).catch(() => first)).toEqual(await first)
  })

  test('lets go of the key when it fails', async () => {
    const [input, key] = [newInput(), newKey()]
    for (const error of [new DomainError('OVERLOADED'), new DomainError('VALIDATION_FAILED'), new Error('accident')]) {
      const failing = register(input, key, { first: () => Promise.reject(error) })
      await expect(failing).rejects.toBe(error)
    }
    expect((await register({ ...input, password: 'the password they chose next' }, key)).email).toBe(input.email)
    expect(world.events).not.toContainEqual({ event: 'idempotency.not_released' })
  })

  test('and never will be, since its server died, holds the key for fifteen seconds', async () => {
    const [input, key] = [newInput(), newKey()]
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    void register(input, key, {
      first: () => {
        begin()
        return new Promise(() => undefined)
      },
    })
    await begun
    world.advance(14)
    await expect(register(input, key)).rejects.toMatchObject(CONFLICT)
    world.advance(1)
    await expect(register(newInput(), key)).rejects.toMatchObject(REUSED)
    const answer = await register(input, key)
    expect(await register(input, key)).toEqual(answer)
  })

  test('and comes to life after somebody else has taken over, changes nothing any more', async () => {
    const [input, key] = [newInput(), newKey()]
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: go, resolve } = Promise.withResolvers<void>()
    const operation = 'users.invite'
    const late = once(world.context(), { operation, key, input: {} }, async (ctx) => {
      begin()
      await go
      return registerUser(ctx, input)
    })
    await begun
    world.advance(15)
    const other = newInput()
    const second = await once(world.context(), { operation, key, input: {} }, (ctx) => registerUser(ctx, other))
    resolve()
    await expect(late).rejects.toMatchObject(CONFLICT)
    expect(await usersWith(input.email)).toBe(0)
    expect(second.email).toBe(other.email)
    expect(await once(world.context(), { operation, key, input: {} }, async () => second)).toEqual(second)
  })
})
