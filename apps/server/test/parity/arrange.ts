import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '@roster/contract'
import { type Context, issueBootstrapLink, once, requestPasswordReset, updateUser } from '@roster/domain'
import { systemContext, tokenIn } from '@roster/domain/testing'
import type { LiveServer, Person } from '../support/live-server.ts'
import type { Caller } from '../support/wire.ts'

/** The cases of an operation; the first is a success. */
export type Cases = Readonly<Record<string, readonly [Case, ...Case[]]>>

/** One thing that may happen to a call, and how to bring it about. */
export interface Case {
  readonly when: string
  readonly answer: 'success' | ErrorCode
  /** Makes everything the call needs. Run once for each wire. */
  readonly arrange: (server: LiveServer) => Promise<Call>
  /** Who may not sign in before their address is confirmed. */
  readonly strict?: true
}

export interface Call {
  readonly input?: unknown
  readonly by?: Caller
}

export const NEW_PASSWORD = 'an even longer pass phrase'

let addresses = 0
export const newAddress = () => `new-${++addresses}@example.com`

/** Somebody who acts on their own account. */
export const self =
  (input: object = {}) =>
  async (server: LiveServer) => {
    const by = await server.person()
    return { by, input: { userId: 'me', ...input } }
  }

/** An administrator who acts on somebody. */
export const admin = (input: (subject: Person) => object) => async (server: LiveServer) => ({
  by: await server.person({ role: 'admin' }),
  input: input(await server.person()),
})

export const adminOnNobody = async (server: LiveServer) => ({
  by: await server.person({ role: 'admin' }),
  input: { userId: randomUUID() },
})

export const onSomebodyElse = async (server: LiveServer) => ({
  by: await server.person(),
  input: { userId: (await server.person()).id },
})

/** The only administrator there is. */
export const lastAdmin = async (server: LiveServer): Promise<Person> => {
  await removeAdmins(server)
  return server.person({ role: 'admin' })
}

const removeAdmins = (server: LiveServer) =>
  server.world.db.client.user.updateMany({ where: { role: 'admin' }, data: { role: 'user' } })

export const bootstrapLink = async (server: LiveServer): Promise<string> => {
  await removeAdmins(server)
  const link = await issueBootstrapLink(systemContext(server.world.services))
  return link?.split('#token=')[1] ?? ''
}

export const resetToken = async (server: LiveServer, { email }: Person): Promise<string> => {
  await requestPasswordReset(server.world.context(), { email })
  return tokenIn((await server.world.mailsTo(email)).at(-1))
}

/** What somebody calls the domain with. */
export const contextOf = async ({ world }: LiveServer, person: Person): Promise<Context> => ({
  ...world.context(),
  actor: { type: 'user', user: await world.stored(person), sessionId: person.sessionId },
})

/** An idempotency key that a request holds which is never answered. */
export const heldKey = async (ctx: Context, operation: string, input: object): Promise<string> => {
  const key = randomUUID()
  await new Promise<void>((begun) => {
    const work = () => {
      begun()
      return new Promise(() => undefined)
    }
    void once(ctx, { operation, key, input }, work)
  })
  return key
}

export const changeToken = async (server: LiveServer, person: Person, email: string): Promise<string> => {
  await updateUser(systemContext(server.world.services), { userId: person.id, email })
  return tokenIn((await server.world.mailsTo(email)).at(-1))
}
