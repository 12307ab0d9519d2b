import type { AnyTRPCRouter } from '@trpc/server'
import type { ErrorCatalogue } from './catalogue.ts'
import { type CommonErrors, createErrorDocs, defaultCommonErrors, problemSchemas } from './openapi-errors.ts'
import { describeOperation } from './openapi-operation.ts'
import { createComponents, describeSchema, type JsonObject } from './openapi-schema.ts'
import { endpointsOf } from './operation.ts'
import { methodsOf } from './route.ts'

export interface OpenApiOptions {
  readonly router: AnyTRPCRouter
  /** Stands before every path: `/api/v1`. */
  readonly prefix: string
  /** The Info Object: title, version, license and so on. */
  readonly info: JsonObject
  readonly servers: readonly JsonObject[]
  readonly errors: ErrorCatalogue
  readonly errorBaseUrl: string
  /** Which of the catalogue's codes whole kinds of operations answer with. Codes it does not hold are left out. */
  readonly commonErrors?: Partial<CommonErrors>
  /** Descriptions of tags, in the order they are to appear in. */
  readonly tags?: readonly { readonly name: string; readonly description: string }[]
  /** What the bearer token is. */
  readonly bearerDescription?: string
  /** Header Objects of every reply, by name: `X-Request-Id`. */
  readonly headers?: Readonly<Record<string, JsonObject>>
}

export interface OpenApiDocument extends JsonObject {
  readonly openapi: '3.1.0'
  readonly paths: Readonly<Record<string, JsonObject>>
  readonly components: Readonly<Record<string, JsonObject>>
}

const knownHeaders: Readonly<Record<string, JsonObject>> = {
  ETag: {
    description: 'The version of what is returned, for `If-None-Match` and `If-Match`.',
    required: true,
    schema: { type: 'string' },
  },
  Link: {
    description: 'The next page, as `<…>; rel="next"` (RFC 8288). Absent on the last.',
    schema: { type: 'string' },
  },
  Location: {
    description: 'Where to find what was made.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
  },
  'Retry-After': {
    description: 'How many seconds to wait before asking again.',
    required: true,
    schema: { type: 'integer' },
  },
  'WWW-Authenticate': { description: 'How to authenticate.', required: true, schema: { type: 'string' } },
}

/** Describes a router as OpenAPI 3.1. The router has to have passed the boot checks of `registerRest`. */
export function buildOpenApi(options: OpenApiOptions): OpenApiDocument {
  const endpoints = endpointsOf(options.router)
  const components = createComponents()
  const headers = new Map<string, JsonObject>()
  const headersFor = (names: readonly string[]) => refer(names, options.headers ?? {}, headers)
  const common = { ...defaultCommonErrors, ...options.commonErrors }
  const errors = createErrorDocs(options.errors, common, options.errorBaseUrl, headersFor)
  for (const [name, schema] of Object.entries(problemSchemas(options.errors))) {
    components.schemas.set(components.nameOf(name, schema, 'output'), schema)
  }
  // Outputs first: if an input uses the same schema, it is the one to get another name.
  for (const { output, status } of endpoints) if (output && status !== 204) describeSchema(output, 'output', components)
  const paths = new Map<string, Record<string, JsonObject>>()
  for (const endpoint of endpoints) {
    const path = options.prefix + endpoint.route.path
    const item = paths.get(path) ?? {}
    for (const method of methodsOf(endpoint.route)) {
      item[method.toLowerCase()] = describeOperation(endpoint, method, { components, errors, headersFor })
    }
    paths.set(path, item)
  }
  const bearer = {
    type: 'http',
    scheme: 'bearer',
    description: options.bearerDescription ?? 'A bearer token (RFC 6750).',
  }
  return {
    openapi: '3.1.0',
    info: options.info,
    servers: options.servers,
    tags: tagsOf(
      endpoints.map(({ route }) => route.tag),
      options.tags ?? [],
    ),
    security: [{ bearer: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { bearer },
      headers: sorted(headers),
      responses: sorted(errors.shared),
      schemas: sorted(components.schemas),
    },
  }
}

/** The headers of one response by reference, noting which of them are used. */
function refer(
  names: readonly string[],
  extra: Readonly<Record<string, JsonObject>>,
  used: Map<string, JsonObject>,
): JsonObject {
  const all = [...names, ...Object.keys(extra)]
  for (const name of all) used.set(name, extra[name] ?? knownHeaders[name] ?? {})
  if (all.length === 0) return {}
  return { headers: Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }])) }
}

function tagsOf(names: readonly string[], described: readonly { readonly name: string }[]): readonly JsonObject[] {
  const known = new Set(described.map(({ name }) => name))
  const others = [...new Set(names)].filter((name) => !known.has(name))
  return [...described.map((tag) => ({ ...tag })), ...others.map((name) => ({ name }))]
}

/** Sorted by name, so that the document changes only where the contract does. */
function sorted(parts: ReadonlyMap<string, JsonObject>): JsonObject {
  return Object.fromEntries([...parts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
