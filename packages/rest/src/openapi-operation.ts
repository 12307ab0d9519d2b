import { toSnake } from './names.ts'
import type { ErrorDocs } from './openapi-errors.ts'
import { type Components, describeInput, describeSchema, type JsonObject } from './openapi-schema.ts'
import { type Endpoint, freeFields, needsBody, paramsOf, takesBody } from './operation.ts'
import { type Method, methodsOf } from './route.ts'

/** What describing an operation draws from and adds to. */
export interface Docs {
  readonly components: Components
  readonly errors: ErrorDocs
  /** The `headers` member of a response, or nothing for no names. */
  readonly headersFor: (names: readonly string[]) => JsonObject
}

/** One Operation Object. */
export function describeOperation(endpoint: Endpoint, method: Method, docs: Docs): JsonObject {
  const { access, route } = endpoint
  const { description } = route
  return {
    operationId: operationIdOf(endpoint, method),
    tags: [route.tag],
    summary: route.summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'public' ? { security: [] } : {}),
    ...(access === 'optional' ? { security: [{}, { bearer: [] }] } : {}),
    ...describeInputs(endpoint, docs),
    responses: { ...successOf(endpoint, method, docs), ...docs.errors.responsesOf(endpoint) },
  }
}

/** `users.resetPassword` → `users_reset_password`, with the method behind it where several share a procedure. */
function operationIdOf({ id, route }: Endpoint, method: Method): string {
  const name = toSnake(id.replaceAll('.', '_'))
  return methodsOf(route).length > 1 ? `${name}_${method.toLowerCase()}` : name
}

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  description: 'Entity tags that the caller holds. If one of them is current, the answer is 304.',
  schema: { type: 'string' },
}

type Input = ReturnType<typeof describeInput>

const noInput: Input = { id: undefined, json: { properties: {} } }

function describeInputs(endpoint: Endpoint, docs: Docs): JsonObject {
  const input = endpoint.input === undefined ? noInput : describeInput(endpoint.input, docs.components)
  const fields = input.json.properties as Readonly<Record<string, JsonObject>>
  const required = new Set((input.json.required ?? []) as readonly string[])
  const { route } = endpoint
  const free = [...freeFields(endpoint).keys()]
  const parameter = (where: string, wire: string, name = wire) =>
    describeParameter(where, name, fields[wire] ?? {}, required.has(wire))
  const parameters = [
    ...paramsOf(route.path).map((wire) => parameter('path', wire)),
    ...(endpoint.isQuery ? free.map((wire) => parameter('query', wire)) : []),
    ...Object.entries(route.headers ?? {}).map(([name, header]) => parameter('header', toSnake(name), header)),
    ...(route.etag === true && endpoint.isQuery ? [ifNoneMatch] : []),
  ]
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(takesBody(endpoint) ? { requestBody: describeBody(endpoint, input, free, docs) } : {}),
  }
}

function describeParameter(
  where: string,
  name: string,
  { description, ...schema }: JsonObject,
  required: boolean,
): JsonObject {
  const { examples } = schema
  const example: unknown = Array.isArray(examples) ? examples[0] : schema.example
  return {
    name,
    in: where,
    ...(required ? { required } : {}),
    ...(description === undefined ? {} : { description }),
    schema,
    ...(example === undefined ? {} : { example }),
  }
}

/** The input without what travels elsewhere, as a component: PUT and PATCH share it. */
function describeBody(endpoint: Endpoint, input: Input, free: readonly string[], docs: Docs): JsonObject {
  const pick = (values: JsonObject) => Object.fromEntries(Object.entries(values).filter(([key]) => free.includes(key)))
  const { properties, required, examples, ...rest } = input.json
  const kept = ((required ?? []) as readonly string[]).filter((wire) => free.includes(wire))
  const schema = {
    ...rest,
    properties: pick(properties as JsonObject),
    ...(kept.length === 0 ? {} : { required: kept }),
    ...(Array.isArray(examples) ? { examples: examples.map(pick) } : {}),
  }
  const id = input.id ?? `${pascal(endpoint.id)}Body`
  const name = docs.components.nameOf(id, schema, 'input')
  docs.components.schemas.set(name, schema)
  return {
    ...(needsBody(endpoint) ? { required: true } : {}),
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  }
}

/** `users.resetPassword` → `UsersResetPassword` */
function pascal(id: string): string {
  return id.replace(/(?:^|\.)(.)/g, (_, letter: string) => letter.toUpperCase())
}

function successOf(endpoint: Endpoint, method: Method, docs: Docs): JsonObject {
  const { output, route, status } = endpoint
  const headers = docs.headersFor([
    ...(route.location === undefined ? [] : ['Location']),
    ...(route.etag === true ? ['ETag'] : []),
    ...(route.paged === true ? ['Link'] : []),
  ])
  const schema = status === 204 || output === undefined ? undefined : describeSchema(output, 'output', docs.components)
  const content = schema === undefined ? {} : { content: { 'application/json': { schema } } }
  return {
    [status]: { description: successWords[status] ?? 'The result.', ...headers, ...content },
    ...(route.etag === true && method === 'GET'
      ? {
          304: {
            description: 'Not modified: what `If-None-Match` names is still current.',
            ...docs.headersFor(['ETag']),
          },
        }
      : {}),
  }
}

const successWords: Readonly<Record<number, string>> = {
  200: 'The result.',
  201: 'Created.',
  202: 'Accepted: what it leads to happens later.',
  204: 'Done. There is nothing to return.',
}
