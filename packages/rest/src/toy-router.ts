import { initTRPC, TRPCError } from '@trpc/server'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { z } from 'zod'
import type { ErrorCatalogue } from './catalogue.ts'
import { type ErrorDescription, fromFramework } from './errors.ts'
import { registerRest } from './plugin.ts'
import { problemReply } from './problem.ts'
import type { ProcedureMeta } from './route.ts'
import type { RestOptions } from './serve.ts'

// A library of books: the router that this package is tested with.

export interface ToyContext {
  readonly role: string | undefined
  readonly headers: Map<string, string>
  /** What procedures were called with, so that tests see what reached them. */
  readonly calls: unknown[]
}

/** What an operation takes that takes nothing. */
const Nothing = z.strictObject({}).prefault({})

const t = initTRPC.context<ToyContext>().meta<ProcedureMeta>().create({ isDev: false })

const open = t.procedure.meta({ access: 'public' })
const known = t.procedure.meta({ access: 'optional' })
const member = t.procedure.meta({ access: 'user' }).use(({ ctx, next }) => {
  if (ctx.role === undefined) throw new TRPCError({ code: 'UNAUTHORIZED' })
  return next()
})
const librarian = t.procedure.meta({ access: 'admin' }).use(({ ctx, next }) => {
  if (ctx.role === undefined) throw new TRPCError({ code: 'UNAUTHORIZED' })
  if (ctx.role !== 'admin') throw new TRPCError({ code: 'FORBIDDEN' })
  return next()
})

const Genre = z.enum(['crime', 'sci_fi']).meta({ id: 'Genre', description: 'What kind of book it is.' })
const Author = z.object({ fullName: z.string(), bornIn: z.int().nullable() }).meta({ id: 'Author' })
const BookId = z.uuid().meta({ description: 'The book.', examples: ['0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f'] })

const BookRead = z
  .object({
    id: z.uuid(),
    title: z.string(),
    pageCount: z.int().min(1).nullable(),
    genre: Genre.nullable(),
    writtenBy: z.array(Author),
    createdAt: z.iso.datetime(),
    shelfMarks: z.record(z.string(), z.unknown()),
  })
  .meta({
    id: 'BookRead',
    description: 'A book.',
    examples: [
      {
        id: '0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f',
        title: 'Ubik',
        pageCount: 202,
        genre: 'sci_fi',
        writtenBy: [],
        createdAt: '2026-01-02T03:04:05.678Z',
        shelfMarks: {},
      },
    ],
  })

const book = {
  id: '0198c1a2-7b1e-7c3d-9f00-5a3b2c1d0e4f',
  title: 'Ubik',
  pageCount: 202,
  genre: 'sci_fi' as const,
  writtenBy: [{ fullName: 'Philip K. Dick', bornIn: 1928 }],
  createdAt: '2026-01-02T03:04:05.678Z',
  shelfMarks: { roomName: { rowNumber: 3 } },
}

const BookCreate = z.strictObject({
  title: z.string().min(1).max(200),
  pageCount: z.int().min(1).optional(),
  writtenBy: z.array(z.strictObject({ fullName: z.string(), bornIn: z.int().nullable() })).default([]),
})

const BookUpdate = z
  .strictObject({
    bookId: BookId,
    ifMatch: z.string().optional(),
    title: z.string().optional(),
    shelfNote: z.string().nullable().optional(),
  })
  .meta({ id: 'BookUpdate' })

const BookList = z.strictObject({
  limit: z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .meta({ description: 'How many at once.', examples: [20] }),
  cursor: z.string().optional(),
  search: z.string().optional(),
  genre: Genre.optional(),
  inPrint: z.boolean().optional(),
  minRating: z.number().optional(),
  sortBy: z.array(z.enum(['title', 'created_at'])).optional(),
})

const books = t.router({
  create: member
    .meta({
      rest: {
        method: 'POST',
        path: '/books',
        summary: 'Add a book',
        tag: 'Books',
        status: 201,
        location: '/books/{id}',
        errors: ['TITLE_TAKEN'],
      },
    })
    .input(BookCreate)
    .output(BookRead)
    .mutation(({ ctx, input }) => {
      ctx.calls.push(input)
      return { ...book, title: input.title }
    }),
  list: open
    .meta({ rest: { method: 'GET', path: '/books', summary: 'List books', tag: 'Books', paged: true } })
    .input(BookList)
    .output(z.object({ items: z.array(BookRead), nextCursor: z.string().nullable() }))
    .query(({ ctx, input }) => {
      ctx.calls.push(input)
      return { items: [book], nextCursor: input.cursor === 'last' ? null : 'a/b+c' }
    }),
  get: member
    .meta({ rest: { method: 'GET', path: '/books/{book_id}', summary: 'Read a book', tag: 'Books', etag: true } })
    .input(z.strictObject({ bookId: z.union([BookId, z.literal('newest')]) }))
    .output(BookRead)
    .query(({ ctx, input }) => {
      ctx.calls.push(input)
      ctx.headers.set('ETag', '"v1"')
      return book
    }),
  update: member
    .meta({
      rest: {
        method: ['PUT', 'PATCH'],
        path: '/books/{book_id}',
        summary: 'Change a book',
        tag: 'Books',
        etag: true,
        headers: { ifMatch: 'If-Match' },
      },
    })
    .input(BookUpdate)
    .output(BookRead)
    .mutation(({ ctx, input }) => {
      ctx.calls.push(input)
      return book
    }),
  remove: librarian
    .meta({ rest: { method: 'DELETE', path: '/books/{book_id}', summary: 'Remove a book', tag: 'Books', status: 204 } })
    .input(z.strictObject({ bookId: BookId }))
    .mutation(({ ctx, input }) => {
      ctx.calls.push(input)
    }),
  restore: librarian
    .meta({ rest: { method: 'POST', path: '/books/{book_id}/restore', summary: 'Restore a book', tag: 'Books' } })
    .input(z.strictObject({ bookId: BookId }))
    .output(BookRead)
    .mutation(() => book),
  suggest: known
    .meta({
      rest: {
        method: 'POST',
        path: '/books/suggest',
        summary: 'Suggest a book',
        tag: 'Books',
        status: 202,
        bodyOptional: true,
      },
    })
    .input(z.strictObject({ bookTitle: z.string().optional() }))
    .output(z.object({ message: z.string() }))
    .mutation(({ ctx, input }) => {
      ctx.calls.push(input)
      return { message: 'Thank you.' }
    }),
  close: member
    .meta({ rest: { method: 'POST', path: '/close', summary: 'Close the library', tag: 'Library', status: 204 } })
    .input(Nothing)
    .mutation(({ ctx }) => {
      ctx.calls.push('closed')
    }),
  fail: open
    .meta({ rest: { method: 'GET', path: '/fail', summary: 'Fail', tag: 'Library' } })
    .input(Nothing)
    .output(z.string())
    .query(() => {
      throw new Error('secret')
    }),
})

export const toyRouter = t.router({ books })
export const toy = { router: t.router, open, member }

export const errors: ErrorCatalogue = {
  VALIDATION_FAILED: { status: 422, title: 'The input is not valid' },
  MALFORMED_REQUEST: { status: 400, title: 'The request cannot be read' },
  UNAUTHENTICATED: { status: 401, title: 'Sign in first' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  TITLE_TAKEN: { status: 409, title: 'There is such a book', example: { detail: 'Choose another title.' } },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'JSON only' },
  INTERNAL: { status: 500, title: 'Something went wrong' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
}

const codes: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'VALIDATION_FAILED',
  PARSE_ERROR: 'MALFORMED_REQUEST',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
}

export function describeError(error: unknown): ErrorDescription {
  const known = error instanceof TRPCError ? (codes[error.code] ?? error.code) : 'INTERNAL'
  const code = known in errors ? known : 'INTERNAL'
  const { status = 500, title = '' } = errors[code] ?? {}
  // An output that does not fit has a ZodError for its cause too, and is nobody else's business.
  const cause = error instanceof TRPCError && error.code === 'BAD_REQUEST' ? error.cause : undefined
  return {
    status,
    code,
    title,
    detail: title,
    issues: cause instanceof z.core.$ZodError ? cause.issues : undefined,
    headers: status === 401 ? { 'www-authenticate': 'Bearer' } : undefined,
    retryAfterSeconds: status === 429 ? 7 : undefined,
  }
}

export interface Toy extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly calls: unknown[]
}

/** A server for the toy router, or another one. The role is whatever stands behind `Bearer`. */
export async function createToy(
  options: FastifyServerOptions = {},
  overrides: Partial<RestOptions<ToyContext>> = {},
): Promise<Toy> {
  const calls: unknown[] = []
  const errorBaseUrl = 'https://library.test/errors'
  const app = fastify({
    forceCloseConnections: true,
    ...options,
    frameworkErrors: (error, _request, reply) => {
      problemReply(reply, describeError(fromFramework(error)), { errorBaseUrl })
    },
  })
  registerRest<ToyContext>(app, {
    router: toyRouter,
    prefix: '/api',
    errorBaseUrl,
    errors,
    describeError,
    createContext: (request) => {
      const role = request.headers.authorization?.replace('Bearer ', '')
      return { role, headers: new Map(), calls }
    },
    replyHeaders: (ctx) => ctx.headers,
    ...overrides,
  })
  await app.ready()
  return { app, calls, [Symbol.asyncDispose]: () => app.close() }
}
