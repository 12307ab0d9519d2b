import {
  type Actor,
  authenticateApiKey,
  type Context,
  getCurrentUser,
  looksLikeApiKey,
  type RequestInfo,
  type Services,
} from '@roster/domain'

/** What a procedure works with: the domain's context and what belongs to one HTTP request. */
export interface RequestContext extends Context {
  /** Headers that procedures set on the reply; a batch has no use for them. */
  readonly replyHeaders: Map<string, string>
  /** Whether the request carries a credential at all, valid or not. */
  readonly hasCredential: boolean
  /** Who calls, by the credential; looked up once per request, however many calls it batches. */
  identify(): Promise<Actor>
  /** Told about every error that callers only see as INTERNAL. */
  onInternalError(error: unknown): void
}

export interface RequestSource extends RequestInfo {
  readonly id: string
  /** The `Authorization` header. */
  readonly authorization: string | undefined
}

const ANONYMOUS: Actor = { type: 'anonymous' }

/** What the server does on account of a request. */
export interface RequestHooks extends Pick<RequestContext, 'onInternalError' | 'report'> {
  /** Told who calls, once it is known. */
  onIdentified(actor: Actor): void
}

/** The context of one HTTP request. Nothing is looked up before a procedure asks who calls. */
export function createRequestContext(services: Services, source: RequestSource, hooks: RequestHooks): RequestContext {
  const { authorization, ...request } = source
  let identity: Promise<Actor> | undefined
  const ctx: RequestContext = {
    ...services,
    db: services.client,
    actor: ANONYMOUS,
    request,
    replyHeaders: new Map(),
    hasCredential: authorization !== undefined,
    identify: () => {
      identity ??= identifyCaller(ctx, authorization, hooks.onIdentified)
      return identity
    },
    report: hooks.report,
    onInternalError: hooks.onInternalError,
  }
  return ctx
}

/** RFC 6750 §2.1: the only place where a credential is looked for. */
async function identifyCaller(
  ctx: Context,
  authorization: string | undefined,
  onIdentified: RequestHooks['onIdentified'],
): Promise<Actor> {
  const token = authorization && /^Bearer +([\w\-.~+/]+=*) *$/i.exec(authorization)?.[1]
  if (!token) return ANONYMOUS
  const actor = looksLikeApiKey(token) ? await authenticateApiKey(ctx, token) : await getCurrentUser(ctx, token)
  if (actor !== undefined) onIdentified(actor)
  return actor ?? ANONYMOUS
}
