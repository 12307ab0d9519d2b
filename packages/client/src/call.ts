import type { RosterError, RosterErrorCode } from './errors.ts'
import type { AbortSignalLike, HeadersLike } from './platform.ts'

export interface CallOptions {
  /** Gives the call up: it fails with ABORTED. */
  readonly signal?: AbortSignalLike | undefined
  /** How long the call may take in all, retries and a refresh included. */
  readonly timeoutMs?: number | undefined
  /** `false`: one try. Only queries, and calls with an `idempotencyKey`, are ever tried again. */
  readonly retry?: boolean | undefined
  /** `false`: in a request of its own. */
  readonly batch?: boolean | undefined
  /** Is shown the reply's status and headers, `ETag` for instance. Such a call is never batched. */
  readonly onReply?: ((reply: { readonly status: number; readonly headers: HeadersLike }) => void) | undefined
}

declare const failsWith: unique symbol

/** A call on its way. Its type knows what it can fail with: see `client.safe`. */
export interface RosterPromise<Data, Code extends RosterErrorCode> extends Promise<Data> {
  readonly [failsWith]?: Code
}

/** What `client.safe` makes of a call: look at `error` first, and `data` is there. */
export type SafeResult<Data, Code extends RosterErrorCode> =
  | { readonly data: Data; readonly error: undefined }
  | { readonly data: undefined; readonly error: RosterError<Code> }
