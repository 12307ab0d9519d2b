import type { ErrorCode, RosterApi } from './api.ts'
import type { CallOptions, RosterPromise } from './call.ts'
import type { RosterClient } from './client.ts'
import type { ClientErrorCode, RosterErrorCode } from './errors.ts'
// From the entry and not from its parts: the bundle of the entry stays in one piece.
import { isRosterError, RosterError } from './index.ts'
import type { AbortSignalLike } from './platform.ts'

// The shapes that tRPC's types ask of a router, without tRPC. What nobody outside a server looks at is `any`.
// biome-ignore lint/suspicious/noExplicitAny: tRPC's constraints are met by nothing else without importing them
type Anything = any

/** What tRPC callers find in `error.data`. */
export interface TrpcErrorData {
  readonly code: string
  readonly httpStatus: number
  readonly path?: string
  readonly reason: ErrorCode | ClientErrorCode
  readonly requestId?: string
  readonly retryAfterSeconds?: number
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[]
}

interface ErrorShape {
  readonly message: string
  readonly code: number
  readonly data: TrpcErrorData
}

interface Root {
  ctx: object
  meta: object
  errorShape: ErrorShape
  transformer: false
}

interface ProcedureLike<Type extends 'query' | 'mutation', Input, Output> {
  (options: Anything): Promise<Output>
  _def: {
    $types: { input: Input; output: Output; errorShape: ErrorShape }
    procedure: true
    type: Type
    meta: unknown
    experimental_caller: boolean
    inputs: Anything[]
  }
  meta: unknown
}

/** What may be left out, tRPC writes as `void`. */
// biome-ignore lint/suspicious/noConfusingVoidType: see above
type InputOf<Input> = undefined extends Input ? Exclude<Input, undefined> | undefined | void : Input

type ProcedureOf<Member> = Member extends {
  query(input: infer Input, options?: CallOptions): RosterPromise<infer Data, RosterErrorCode>
}
  ? ProcedureLike<'query', InputOf<Input>, Data>
  : Member extends { mutate(input: infer Input, options?: CallOptions): RosterPromise<infer Data, RosterErrorCode> }
    ? ProcedureLike<'mutation', InputOf<Input>, Data>
    : never

type Procedures = {
  [Namespace in keyof RosterApi]: {
    [Name in keyof RosterApi[Namespace]]: ProcedureOf<RosterApi[Namespace][Name]>
  }
}

/** Roster's router, for `createTRPCClient<RosterRouter>()`, `createTRPCContext<RosterRouter>()` and their like. */
export interface RosterRouter {
  _def: {
    _config: {
      $types: Root
      transformer: Anything
      errorFormatter: Anything
      allowOutsideOfServer: boolean
      isServer: boolean
      isDev: boolean
      pathSeparator: Anything
    }
    router: true
    procedures: Procedures
    record: Procedures
    lazy: Anything
  }
  createCaller: Anything
}

interface Operation {
  readonly path: string
  readonly input: unknown
  readonly signal?: AbortSignalLike | null | undefined
}

interface Observer {
  next?(value: { readonly result: { readonly type: 'data'; readonly data: unknown } }): void
  error?(error: unknown): void
  complete?(): void
}

type Run = (input: unknown, options: CallOptions) => Promise<unknown>
type Tree = Readonly<
  Record<string, Readonly<Record<string, { readonly query?: Run; readonly mutate?: Run }>> | undefined>
>

/** The last link of a tRPC client: sends every call through a Roster client, its session, retries and batches. */
export function rosterLink(client: RosterClient): () => (options: { op: Anything }) => Anything {
  return () =>
    ({ op }: { op: Operation }) => {
      const observable = {
        subscribe(observer: Observer) {
          const controller = new AbortController()
          op.signal?.addEventListener('abort', () => controller.abort(), { once: true })
          run(client, op, controller.signal).then(
            (data) => {
              observer.next?.({ result: { type: 'data', data } })
              observer.complete?.()
            },
            (error) => observer.error?.(asTrpc(error)),
          )
          return { unsubscribe: () => controller.abort() }
        },
        pipe: (...operators: ((source: unknown) => unknown)[]) =>
          operators.reduce<unknown>((source, operator) => operator(source), observable),
      }
      return observable
    }
}

async function run(client: RosterClient, { path, input }: Operation, signal: AbortSignalLike): Promise<unknown> {
  const [namespace = '', name = ''] = path.split('.')
  const { query, mutate } = (client as unknown as Tree)[namespace]?.[name] ?? {}
  const call = query ?? mutate
  if (call === undefined) throw new RosterError('NOT_FOUND', `There is no procedure ${path}.`)
  return call(input, { signal })
}

/** The way an error comes over tRPC's wire: its client makes a `TRPCClientError` of that. */
function asTrpc(error: unknown): unknown {
  if (!isRosterError(error)) return error
  const { code: reason, message, status: httpStatus = 0, requestId, retryAfterSeconds, issues } = error
  const errors = issues.map(({ field, code, message: detail }) => ({
    pointer: `/${field.replaceAll('.', '/')}`,
    code,
    detail,
  }))
  const data = { code: reason, httpStatus, reason, requestId, retryAfterSeconds, ...(errors.length > 0 && { errors }) }
  return { error: { code: -32_000, message, data } }
}
