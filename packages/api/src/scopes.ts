import { groupOf } from '@roster/domain'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Meta } from './trpc.ts'

interface ProcedureDef {
  readonly type: 'query' | 'mutation'
  readonly meta?: Meta & { readonly access?: string }
}

export type Scopes = readonly [string, ...string[]]

/**
 * What API keys can be let do: each procedure of a router that takes a credential and not somebody in person, and the
 * groups that these fall into. What is open to all needs no scope.
 * @param others What is no procedure, and has a scope all the same
 */
export function scopesOf(router: AnyTRPCRouter, others: readonly string[] = []): Scopes {
  const names: string[] = [...others]
  const groups = new Set<string>()
  for (const [path, procedure] of Object.entries(router._def.procedures)) {
    const { type, meta } = (procedure as unknown as { readonly _def: ProcedureDef })._def
    const takesCredential = meta?.access === 'user' || meta?.access === 'admin'
    if (!takesCredential || meta.apiKeys === 'never') continue
    names.push(path)
    if (meta.apiKeys !== 'by-name') groups.add(groupOf({ path, type }))
  }
  const [first, ...rest] = [...groups, ...names]
  if (first === undefined) throw new Error('There is nothing that an API key could be let do')
  return [first, ...rest]
}
