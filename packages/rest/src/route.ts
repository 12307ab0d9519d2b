/**
 * What a procedure says about itself: who may call it, and how it looks on REST.
 * Everything else (parameters, bodies, schemas, names) is derived from its input and output.
 */
export interface ProcedureMeta {
  /**
   * Who may call it; `optional` is anyone, and a credential makes a difference. Documentation and tests read this; the
   * procedure's own middleware enforces it.
   */
  readonly access?: 'public' | 'optional' | 'user' | 'admin'
  readonly rest?: RestRoute
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One procedure's place on the REST wire. */
export interface RestRoute {
  /** Several methods may share one procedure (PUT and PATCH). Queries take GET only, mutations never do. */
  readonly method: Method | readonly [Method, ...Method[]]
  /** Below the prefix, in wire names: `/users/{user_id}`. Each `{param}` is a required field of the input. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** Success status. Default 200; 204 goes with a procedure whose output is void. */
  readonly status?: 200 | 201 | 202 | 204
  /** `Location` of what was made, below the prefix, filled from the output's fields: `/users/{id}`. */
  readonly location?: string
  /** The reply carries an `ETag` (the procedure sets it); `If-None-Match` is answered with 304 on GET. */
  readonly etag?: true
  /** The output has `nextCursor`, the input `cursor`: a `Link: <…>; rel="next"` header is added. */
  readonly paged?: true
  /** The body may be left out altogether. Otherwise an operation with body fields needs at least `{}`. */
  readonly bodyOptional?: true
  /** Input fields that travel as request headers and not in the body: `{ ifMatch: 'If-Match' }`. */
  readonly headers?: Readonly<Record<string, string>>
  /** The error codes this operation can answer with, beyond those every operation of its kind has. */
  readonly errors?: readonly string[]
}

/** The methods of a route, as a list. */
export function methodsOf(route: RestRoute): readonly Method[] {
  return typeof route.method === 'string' ? [route.method] : route.method
}
