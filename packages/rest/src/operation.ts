import type { AnyTRPCProcedure, AnyTRPCRouter } from '@trpc/server'
import { addField, deriveNames, type Names, noNames, toSnake } from './names.ts'
import type { ProcedureMeta, RestRoute } from './route.ts'
import { type TextField, textFieldOf } from './scalars.ts'
import { isSchema, type Schema, shapeOf } from './schema.ts'

/** A procedure that has a place on REST, with its meta and schemas read out. */
export interface Endpoint {
  /** The tRPC path: `users.get`. */
  readonly id: string
  readonly procedure: AnyTRPCProcedure
  /** The input's fields travel in the URL rather than in a body. */
  readonly isQuery: boolean
  readonly access: ProcedureMeta['access']
  readonly route: RestRoute
  readonly status: number
  readonly input: Schema | undefined
  readonly output: Schema | undefined
}

/** Everything about an endpoint that a request needs, computed once at start. */
export interface Operation extends Endpoint {
  readonly params: readonly TextField[]
  readonly headers: readonly (TextField & { readonly header: string })[]
  /** By wire name; empty for mutations, whose input never stands in a URL. */
  readonly query: ReadonlyMap<string, TextField>
  /** The fields that may stand in a body. */
  readonly body: Names
  readonly bodyRequired: boolean
  readonly inputNames: Names | undefined
  readonly outputNames: Names | undefined
}

const param = /\{([^{}]*)\}/g

/** The names of the `{parameters}` of a path template. */
export function paramsOf(template: string): readonly string[] {
  return [...template.matchAll(param)].map((match) => match[1] ?? '')
}

/** A path template with every `{parameter}` replaced. */
export function fillTemplate(template: string, valueFor: (wire: string) => string): string {
  return template.replace(param, (_, wire: string) => valueFor(wire))
}

/** Every procedure of a router that has a REST route, in the router's order. */
export function endpointsOf(router: AnyTRPCRouter): readonly Endpoint[] {
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures
  return Object.entries(procedures).flatMap(([id, procedure]) => {
    const meta = procedure._def.meta as ProcedureMeta | undefined
    if (meta?.rest === undefined) return []
    // tRPC keeps the output's parser at run time without declaring it.
    const { output } = procedure._def as { output?: unknown }
    const input: unknown = procedure._def.inputs[0]
    return [
      {
        id,
        procedure,
        isQuery: procedure._def.type === 'query',
        access: meta.access,
        route: meta.rest,
        status: meta.rest.status ?? 200,
        input: isSchema(input) ? input : undefined,
        output: isSchema(output) ? output : undefined,
      },
    ]
  })
}

/** The wire names of the input's fields that are neither path parameters nor headers. */
export function freeFields(endpoint: Endpoint): ReadonlyMap<string, Schema> {
  const shape = (endpoint.input && shapeOf(endpoint.input, 'input')) ?? {}
  const taken = new Set([...paramsOf(endpoint.route.path), ...Object.keys(endpoint.route.headers ?? {}).map(toSnake)])
  return new Map(
    Object.entries(shape)
      .map(([name, schema]) => [toSnake(name), schema] as const)
      .filter(([wire]) => !taken.has(wire)),
  )
}

/** Whether a body may hold anything. */
export function takesBody(endpoint: Endpoint): boolean {
  return !endpoint.isQuery && freeFields(endpoint).size > 0
}

/** Whether an empty body is refused. An operation without body fields has nothing to ask for. */
export function needsBody(endpoint: Endpoint): boolean {
  return takesBody(endpoint) && endpoint.route.bodyOptional !== true
}

/** Precomputes an endpoint. It has to have passed the boot checks. */
export function operationOf(endpoint: Endpoint): Operation {
  const { input, output, route } = endpoint
  const inputNames = input && deriveNames(input, 'input')
  const shape = (input && shapeOf(input, 'input')) ?? {}
  const texts = Object.entries(shape).flatMap(([name, schema]) => textFieldOf(name, toSnake(name), schema) ?? [])
  const free = freeFields(endpoint)
  const headers = Object.entries(route.headers ?? {}).map(([name, header]) => ({ name, header: header.toLowerCase() }))
  const body = noNames()
  if (!endpoint.isQuery) {
    for (const field of inputNames?.fields.values() ?? []) if (free.has(field.wire)) addField(body, field)
  }
  return {
    ...endpoint,
    params: paramsOf(route.path).flatMap((wire) => texts.filter((text) => text.wire === wire)),
    headers: headers.flatMap(({ name, header }) =>
      texts.filter((text) => text.name === name).map((text) => ({ ...text, header })),
    ),
    query: new Map(endpoint.isQuery ? texts.filter(({ wire }) => free.has(wire)).map((text) => [text.wire, text]) : []),
    body,
    bodyRequired: needsBody(endpoint),
    inputNames,
    outputNames: output && deriveNames(output, 'output'),
  }
}
