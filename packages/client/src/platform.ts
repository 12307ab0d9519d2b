// As much of the web platform as the client uses, so that its types need neither the DOM's nor Node's.

/** Any `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

export interface HeadersLike {
  get(name: string): string | null
}

export interface ResponseLike {
  readonly ok: boolean
  readonly status: number
  readonly headers: HeadersLike
  text(): Promise<string>
}

/** The `AbortSignal` of the project this is compiled in. */
type OwnSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal } } ? Signal : AbortSignalLike

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly signal?: OwnSignal
}

/** `fetch`, or what behaves like it. */
export type FetchLike = (url: string, init: FetchInit) => Promise<ResponseLike>
