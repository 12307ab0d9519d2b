import { expect, test } from 'vitest'
import { z } from 'zod'
import { buildOpenApi } from './openapi.ts'
import { errors, toy, toyRouter } from './toy-router.ts'

const options = {
  prefix: '/api',
  info: { title: 'Library', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: 'https://library.test' }],
  errors,
  errorBaseUrl: 'https://library.test/errors',
}
const document = buildOpenApi({ ...options, router: toyRouter })

/** A copy of a part of a document with every reference replaced by what it points to. */
function resolve(part: unknown, root: unknown = document): unknown {
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.map((item) => resolve(item, root))
  if ('$ref' in part) return resolve(at(String(part.$ref).slice(2).split('/'), root), root)
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolve(value, root)]))
}

function at(keys: readonly string[], root: unknown = document): unknown {
  return keys.reduce((part, key) => (part as Record<string, unknown> | undefined)?.[key], root)
}

function operation(method: string, path: string) {
  return resolve(at(['paths', path, method])) as {
    readonly operationId: string
    readonly security?: unknown
    readonly parameters?: readonly Record<string, unknown>[]
    readonly requestBody?: { required?: boolean; content: Record<string, { schema: Record<string, unknown> }> }
    readonly responses: Readonly<
      Record<string, { description: string; headers?: object; content?: Record<string, unknown> }>
    >
  }
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => operation(method, path)),
)

test('every documented method is there once, under an id of its own, and HEAD and OPTIONS are not', () => {
  expect(operations.map(({ operationId }) => operationId)).toEqual([
    'books_create',
    'books_list',
    'books_get',
    'books_update_put',
    'books_update_patch',
    'books_remove',
    'books_restore',
    'books_suggest',
    'books_close',
    'books_fail',
  ])
})

test('an operation names its statuses, each with a description', () => {
  const statuses = (method: string, path: string) => Object.keys(operation(method, path).responses).join(' ')
  expect(statuses('post', '/api/books')).toBe('201 400 401 409 413 415 422 429 500')
  expect(statuses('get', '/api/books')).toBe('200 400 422 429 500')
  expect(statuses('get', '/api/books/{book_id}')).toBe('200 304 400 401 422 429 500')
  expect(statuses('delete', '/api/books/{book_id}')).toBe('204 400 401 403 413 415 422 429 500')
  const described = operations.flatMap(({ responses }) =>
    Object.values(responses).map(({ description }) => description !== ''),
  )
  expect(described).not.toContain(false)
})

test('an operation for anyone asks for no credential, or takes one, all others need the bearer', () => {
  expect(document.security).toEqual([{ bearer: [] }])
  expect(operation('get', '/api/books').security).toEqual([])
  expect(operation('post', '/api/books/suggest').security).toEqual([{}, { bearer: [] }])
  expect(Object.keys(operation('post', '/api/books/suggest').responses)).not.toContain('401')
  expect(operation('post', '/api/books').security).toBeUndefined()
})

test('parameters carry their place, their wire name, their words and an example', () => {
  expect(operation('patch', '/api/books/{book_id}').parameters).toEqual([
    {
      name: 'book_id',
      in: 'path',
      required: true,
      description: 'The book.',
      schema: { type: 'string', format: 'uuid', examples: ['0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f'] },
      example: '0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f',
    },
    { name: 'If-Match', in: 'header', schema: { type: 'string' } },
  ])
  const list = operation('get', '/api/books').parameters ?? []
  expect(list.map(({ name }) => name)).toEqual([
    'limit',
    'cursor',
    'search',
    'genre',
    'in_print',
    'min_rating',
    'sort_by',
  ])
  expect(list[0]).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } })
  expect(operation('get', '/api/books/{book_id}').parameters?.at(-1)).toMatchObject({
    name: 'If-None-Match',
    in: 'header',
  })
})

test('a body is closed, in wire names, without what travels elsewhere', () => {
  const { requestBody } = operation('patch', '/api/books/{book_id}')
  expect(requestBody).toEqual({
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { title: { type: 'string' }, shelf_note: { type: ['string', 'null'] } },
          additionalProperties: false,
        },
      },
    },
  })
  expect(at(['paths', '/api/books/{book_id}', 'put', 'requestBody', 'content', 'application/json', 'schema'])).toEqual({
    $ref: '#/components/schemas/BookUpdate',
  })
  expect(operation('post', '/api/books').requestBody?.content['application/json']?.schema).toMatchObject({
    required: ['title'],
    properties: { written_by: { items: { required: ['full_name', 'born_in'], additionalProperties: false } } },
  })
  expect(operation('post', '/api/books/suggest').requestBody).not.toHaveProperty('required')
  expect(operation('post', '/api/close')).not.toHaveProperty('requestBody')
})

test('an output is open, in wire names, with nullable types as lists and formats kept', () => {
  expect(document.components.schemas?.BookRead).toEqual({
    type: 'object',
    description: 'A book.',
    required: ['id', 'title', 'page_count', 'genre', 'written_by', 'created_at', 'shelf_marks'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      title: { type: 'string' },
      page_count: { type: ['integer', 'null'], minimum: 1 },
      genre: { anyOf: [{ $ref: '#/components/schemas/Genre' }, { type: 'null' }] },
      written_by: { type: 'array', items: { $ref: '#/components/schemas/Author' } },
      created_at: { type: 'string', format: 'date-time' },
      shelf_marks: { type: 'object', additionalProperties: {} },
    },
    examples: [expect.objectContaining({ page_count: 202, written_by: [], shelf_marks: {} })],
  })
})

test('replies announce their headers', () => {
  const headers = (method: string, path: string, status: string) =>
    Object.keys(operation(method, path).responses[status]?.headers ?? {})
  expect(headers('post', '/api/books', '201')).toEqual(['Location'])
  expect(headers('get', '/api/books', '200')).toEqual(['Link'])
  expect(headers('get', '/api/books/{book_id}', '304')).toEqual(['ETag'])
  expect(headers('post', '/api/books', '401')).toEqual(['WWW-Authenticate'])
  expect(headers('post', '/api/books', '429')).toEqual(['Retry-After'])
  const withMore = buildOpenApi({ ...options, router: toyRouter, headers: { 'X-Id': { schema: { type: 'string' } } } })
  expect(at(['paths', '/api/fail', 'get', 'responses', '200', 'headers'], withMore)).toEqual({
    'X-Id': { $ref: '#/components/headers/X-Id' },
  })
})

test('every error reply has an example of each of its codes that fits its schema', () => {
  const replies = Object.values(resolve(document.components.responses) as Record<string, ErrorReply>)
  expect(replies.length).toBeGreaterThan(5)
  for (const { content } of replies) {
    const { schema, examples } = content['application/problem+json']
    const documented = z.fromJSONSchema(schema)
    for (const [code, { value }] of Object.entries(examples)) {
      expect(documented.parse(value)).toMatchObject({ code, type: `https://library.test/errors/${code}` })
    }
  }
  expect(JSON.stringify(replies)).toContain('Choose another title.')
})

interface ErrorReply {
  readonly content: {
    readonly 'application/problem+json': {
      readonly schema: Parameters<typeof z.fromJSONSchema>[0]
      readonly examples: Readonly<Record<string, { readonly value: unknown }>>
    }
  }
}

test('codes of one status share a reply', () => {
  const two = toy.open.meta({
    rest: { method: 'GET', path: '/two', summary: 'Two', tag: 'T', errors: ['TITLE_TAKEN', 'TAKEN'] },
  })
  const router = toy.router({ two: two.output(z.string()).query(() => 'x') })
  const taken = { ...errors, TAKEN: { status: 409, title: 'Taken' } }
  const { paths } = buildOpenApi({ ...options, router, errors: taken, commonErrors: { every: [] } })
  expect(at(['/two', 'get', 'responses'], paths)).toBeUndefined()
  expect(at(['/api/two', 'get', 'responses', '409'], paths)).toEqual({
    $ref: '#/components/responses/TitleTakenOrTaken',
  })
  expect(Object.keys(at(['/api/two', 'get', 'responses'], paths) as object)).toEqual(['200', '409'])
})

test('no component is unused, and no reference leads nowhere', () => {
  const text = JSON.stringify(document)
  const { securitySchemes: _, ...groups } = document.components
  for (const [group, parts] of Object.entries(groups)) {
    for (const name of Object.keys(parts)) expect(text).toContain(`"#/components/${group}/${name}"`)
  }
  expect(() => resolve(document)).not.toThrow()
  expect(JSON.stringify(resolve(document))).not.toContain('"$ref"')
})

test('a schema that is input and output both gets a closed twin', () => {
  const Tag = z.object({ tagName: z.string() }).meta({ id: 'Tag' })
  const meta = { rest: { method: 'POST', path: '/tags', summary: 'Tag', tag: 'T' } } as const
  const tag = toy.open
    .meta(meta)
    .input(z.strictObject({ newTag: Tag }))
    .output(z.object({ tag: Tag }))
    .mutation(({ input }) => ({ tag: input.newTag }))
  const { components } = buildOpenApi({ ...options, router: toy.router({ tag }) })
  expect(components.schemas?.Tag).not.toHaveProperty('additionalProperties')
  expect(components.schemas?.TagInput).toHaveProperty('additionalProperties', false)
  expect(at(['TagBody', 'properties', 'new_tag'], components.schemas)).toEqual({
    $ref: '#/components/schemas/TagInput',
  })
})

test('a schema that contains itself points to itself', () => {
  interface Tree {
    readonly nodeName: string
    readonly subTrees: readonly Tree[]
  }
  const Tree: z.ZodType<Tree> = z.object({ nodeName: z.string(), subTrees: z.array(z.lazy(() => Tree)) })
  const meta = { rest: { method: 'GET', path: '/tree', summary: 'Tree', tag: 'T' } } as const
  const tree = toy.open
    .meta(meta)
    .output(z.object({ root: Tree }))
    .query(() => ({ root: { nodeName: 'a', subTrees: [] } }))
  const { components } = buildOpenApi({ ...options, router: toy.router({ tree }) })
  expect(at(['Shared', 'properties', 'sub_trees', 'items'], components.schemas)).toEqual({
    $ref: '#/components/schemas/Shared',
  })
})

test('the document is plain JSON and the same every time', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  expect(JSON.stringify(buildOpenApi({ ...options, router: toyRouter }))).toBe(JSON.stringify(document))
})
