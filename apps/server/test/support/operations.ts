import { appRouter } from '@roster/api'
import { type ErrorCode, errorCodes } from '@roster/contract'
import { methodsOf, type ProcedureMeta } from '@roster/rest'
import type { z } from 'zod'
import { describeApi } from '../../src/openapi.ts'

/** A procedure of the router, and its place on REST. */
export interface Operation {
  /** The tRPC path: `users.get`. */
  readonly id: string
  readonly type: 'query' | 'mutation'
  readonly access: NonNullable<ProcedureMeta['access']>
  readonly method: string
  /** Below `/api/v1`, with `{parameters}`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** What REST answers with on success. */
  readonly status: number
  readonly input: z.ZodType | undefined
  readonly output: z.ZodType | undefined
  /** Every error code that the OpenAPI document names for it. */
  readonly documented: ReadonlySet<ErrorCode>
}

interface ProcedureDef {
  readonly type: Operation['type']
  readonly meta: ProcedureMeta
  readonly inputs: readonly z.ZodType[]
  readonly output?: z.ZodType
}

const document = describeApi({ publicUrl: 'http://roster.test', productName: 'Roster' })

/** Every procedure there is, in the router's order. */
export const operations: readonly Operation[] = Object.entries(appRouter._def.procedures).map(([id, procedure]) => {
  const { type, meta, inputs, output } = (procedure as unknown as { _def: ProcedureDef })._def
  const { access, rest } = meta
  if (access === undefined || rest === undefined) throw new Error(`${id} has no place on REST`)
  const [method = 'GET'] = methodsOf(rest)
  return {
    id,
    type,
    access,
    method,
    path: rest.path,
    headers: rest.headers ?? {},
    status: rest.status ?? 200,
    input: inputs[0],
    output,
    documented: documentedErrors(method, rest.path),
  }
})

/** The names of all procedures. */
export const operationIds = operations.map(({ id }) => id)

export function operation(id: string): Operation {
  const found = operations.find((each) => each.id === id)
  if (found === undefined) throw new Error(`There is no procedure ${id}`)
  return found
}

interface Described {
  readonly responses: Readonly<Record<string, { readonly $ref?: string }>>
}

/** The examples of an operation's error replies are named by their codes. */
function documentedErrors(method: string, path: string): ReadonlySet<ErrorCode> {
  const described = document.paths[`/api/v1${path}`]?.[method.toLowerCase()] as Described | undefined
  const shared = document.components.responses as Readonly<Record<string, object>>
  const names = Object.values(described?.responses ?? {}).flatMap(({ $ref = '' }) => {
    const reply = shared[$ref.split('/').at(-1) ?? ''] as
      | { content?: Record<string, { examples?: object }> }
      | undefined
    return Object.keys(reply?.content?.['application/problem+json']?.examples ?? {})
  })
  return new Set(errorCodes.filter((code) => names.includes(code)))
}
