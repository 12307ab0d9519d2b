import type { Context } from '../context.ts'
import type { RunningServices } from '../create-services.ts'
import type { TestWorld } from '../testing.ts'

export const AT_ONCE = 30

/** What many do at once at several servers, what each of them is told, and what must be stored then. */
export interface Contest {
  /** How many are done, or refused with which code; left out where that depends on who comes first. */
  readonly told?: Readonly<Record<string, number>>
  readonly times?: number
  attempt(index: number): Promise<unknown>
  check(outcomes: readonly Outcome[]): Promise<void>
}

export interface Outcome {
  /** `done`, or the code of the refusal. */
  readonly code: string
  readonly value: unknown
}

/** Where contests are held. */
export interface Arena {
  readonly world: TestWorld
  /** Servers that share nothing but the database. */
  readonly servers: readonly RunningServices[]
  /** The same, with the limits of production. */
  readonly strictServers: readonly RunningServices[]
}

/** By what they are called, each arranged just before it is held. */
export type Contests = Readonly<Record<string, () => Promise<Contest>>>

/** The same request at one of the servers. */
export function at<Ctx extends Context>(servers: readonly RunningServices[], index: number, ctx: Ctx): Ctx {
  const server = servers[index % servers.length]
  return server ? { ...ctx, ...server, db: server.client } : ctx
}

/** Holds a contest. */
export function run({ attempt, times = AT_ONCE }: Contest): Promise<Outcome[]> {
  return Promise.all(
    Array.from({ length: times }, (_, index) =>
      attempt(index).then(
        (value) => ({ code: 'done', value }),
        (error: { code?: unknown }) => ({
          code: typeof error.code === 'string' ? error.code : String(error),
          value: error,
        }),
      ),
    ),
  )
}

/** How many were told what. */
export function tally(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code } of outcomes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** How many audit events of a kind a user has. */
export async function countActions(world: TestWorld, user: { readonly id: string }, action: string): Promise<number> {
  return (await world.auditOf(user)).filter((event) => event.action === action).length
}

export const countLivingSessions = (world: TestWorld, user: { readonly id: string }): Promise<number> =>
  world.db.client.session.count({ where: { userId: user.id, revokedAt: null } })
