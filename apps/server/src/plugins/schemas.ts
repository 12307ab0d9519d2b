import type { FastifyServerOptions } from 'fastify'

const refuse = () => () => {
  throw new Error('Routes have no JSON schemas here: zod parses what comes in and what goes out')
}

/**
 * For Fastify: procedures are checked by zod, so there is nothing to compile, and the compilers need not be loaded. That
 * would be a fifth of a start.
 */
export const withoutSchemas = {
  compilersFactory: { buildValidator: refuse, buildSerializer: refuse },
} satisfies FastifyServerOptions['schemaController']
