import type { ErrorCode } from '@roster/contract'
import {
  type Actor,
  allows,
  DomainError,
  groupOf,
  hashWithout,
  type KeyActor,
  type LimitName,
  startPatience,
  toDomainError,
  unavailableReason,
} from '@roster/domain'
import type { ProcedureMeta } from '@roster/rest'
import { initTRPC, TRPCError } from '@trpc/server'
import type { RequestContext } from './context.ts'
import { describeError, toTrpcError } from './errors.ts'
import { pointerTo } from './issues.ts'
import { countCall } from './rate-limit.ts'

/** What a procedure says about itself: its place on REST, and the limit that each call of it counts against. */
export interface Meta extends ProcedureMeta {
  readonly limit?: LimitName
  /** Whether each call of it hashes a password: whoever cannot be served in time is refused before anything else. */
  readonly hashes?: true
  /**
   * What is not for every API key with the scope of its namespace. `never`: it takes somebody in person. `by-name`: the
   * key's scopes must name the procedure itself.
   */
  readonly apiKeys?: 'never' | 'by-name'
}

/** What tRPC callers find in `error.data`, beside tRPC's own fields. */
export interface ErrorData {
  readonly reason: ErrorCode
  readonly requestId?: string
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[]
  readonly retryAfterSeconds?: number
}

// The context is erased here and named again in `enter`, so that AppRouter's type names neither it nor the database.
const t = initTRPC
  .context<object>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const { code: reason, detail, issues, retryAfterSeconds } = describeError(error)
      const requestId = ctx === undefined ? undefined : (ctx as RequestContext).request.id
      const data: ErrorData = {
        reason,
        ...(requestId && { requestId }),
        ...(issues && {
          errors: issues.map(({ path, code, message }) => ({ pointer: pointerTo(path), code, detail: message })),
        }),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      }
      const { code, httpStatus, path } = shape.data
      return { ...shape, message: detail, data: { code, httpStatus, ...(path !== undefined && { path }), ...data } }
    },
  })

export const router = t.router

type Access = 'public' | 'optional' | 'user' | 'admin'

/**
 * The one middleware of every procedure: who calls, may they, is there a unit of the limit left, all of it while there
 * is patience with the database; and the domain's errors in tRPC's terms. One and not four, because each costs
 * microseconds on every call.
 */
const enter = (access: Access) =>
  t.middleware(async ({ ctx, meta, path, type, next }) => {
    const request = ctx as RequestContext
    using patience = startPatience(request.patienceMs)
    const answer = async () => {
      using _place = meta?.hashes && request.hasher.admit()
      const actor = await admit(request, access, { path, type, meta })
      await countCall(request, actor, meta?.limit)
      const admitted: Partial<RequestContext> = { actor, patience, hasher: hashWithout(patience, request.hasher) }
      // tRPC lays it over the context it has, which is erased from its type; here it gets its name back.
      return await next({ ctx: admitted as RequestContext })
    }
    try {
      const result = await patience.hold(answer())
      if (!result.ok) throw result.error
      return result
    } catch (error) {
      throw translate(request, error)
    }
  })

interface Called {
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly meta: Meta | undefined
}

/** @throws UNAUTHENTICATED, FORBIDDEN */
async function admit(ctx: RequestContext, access: Access, called: Called): Promise<Actor> {
  if (access === 'public') return ctx.actor
  const actor = await ctx.identify()
  if (access === 'optional') return actor
  if (actor.type === 'api_key') return admitKey(actor, called)
  if (actor.type !== 'user') throw new DomainError('UNAUTHENTICATED')
  if (access === 'admin' && actor.user.role !== 'admin') throw new DomainError('FORBIDDEN')
  return actor
}

/** @throws FORBIDDEN, and says which scope would do */
function admitKey(key: KeyActor, { path, type, meta }: Called): KeyActor {
  if (meta?.apiKeys === 'never') {
    throw new DomainError('FORBIDDEN', { detail: 'API keys cannot do this: it takes somebody who is signed in.' })
  }
  const procedure = { path, type, byNameOnly: meta?.apiKeys === 'by-name' }
  if (allows(key.scopes, procedure)) return key
  const scopes = procedure.byNameOnly ? path : `${path} or ${groupOf(procedure)}`
  throw new DomainError('FORBIDDEN', { detail: `This API key would need the scope ${scopes}.` })
}

function translate(ctx: RequestContext, error: unknown): TRPCError {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error
  const domainError = toDomainError(cause)
  if (domainError?.code === 'DATABASE_UNAVAILABLE') {
    ctx.report({ event: 'database.unavailable', reason: unavailableReason(domainError) })
  }
  if (domainError !== undefined) return toTrpcError(domainError)
  if (describeError(error).code === 'INTERNAL') ctx.onInternalError(cause)
  return error instanceof TRPCError ? error : new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause })
}

/** Anyone may call it; a credential, valid or stale, makes no difference. */
export const publicProcedure = t.procedure.meta({ access: 'public' }).use(enter('public'))

/** Anyone may call it, and a valid credential says who does; a stale one is ignored. */
export const optionalProcedure = t.procedure.meta({ access: 'optional' }).use(enter('optional'))

/** Signed-in users. */
export const protectedProcedure = t.procedure.meta({ access: 'user' }).use(enter('user'))

/** Administrators. */
export const adminProcedure = t.procedure.meta({ access: 'admin' }).use(enter('admin'))
