/** A procedure, the way scopes name it. */
export interface ScopedProcedure {
  /** `users.list` */
  readonly path: string
  readonly type: 'query' | 'mutation' | 'subscription'
  /** Whether a group does not count for it: what is grave enough to be asked for by name. */
  readonly byNameOnly?: boolean
}

/** The group that a procedure belongs to: `users:read` for the queries of `users`, `users:write` for its mutations. */
export function groupOf({ path, type }: ScopedProcedure): string {
  return `${path.slice(0, path.lastIndexOf('.'))}:${type === 'query' ? 'read' : 'write'}`
}

/** Whether these scopes let somebody call a procedure. */
export function allows(scopes: readonly string[], procedure: ScopedProcedure): boolean {
  if (scopes.includes(procedure.path)) return true
  return procedure.byNameOnly !== true && scopes.includes(groupOf(procedure))
}
