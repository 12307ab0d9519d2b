import { type AnyTRPCProcedure, initTRPC } from '@trpc/server'

/** What a built procedure carries at run time beside its declared parts. */
interface BuiltDef {
  readonly middlewares: readonly unknown[]
  readonly resolver: () => unknown
}

/**
 * The procedure to call for an operation. tRPC never asks a procedure without `.input()` for its input, so for those
 * a check is put between their middlewares and their resolver: keys they do not take are refused, but only after
 * the caller has been let in. The router's own procedure stays as it is.
 */
export function procedureOf(procedure: AnyTRPCProcedure): AnyTRPCProcedure {
  if (procedure._def.inputs.length > 0) return procedure
  const { middlewares, resolver } = procedure._def as unknown as BuiltDef
  const t = initTRPC.create()
  const builder = t.procedure.concat({
    // The last middleware is the resolver itself; the builder below adds it again behind the check.
    _def: { ...procedure._def, middlewares: middlewares.slice(0, -1) },
  } as unknown as typeof t.procedure)
  const checked = builder.use(async ({ getRawInput, next }) => {
    await getRawInput()
    return next()
  })
  return procedure._def.type === 'query' ? checked.query(resolver) : checked.mutation(resolver)
}
