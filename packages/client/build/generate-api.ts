import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { appRouter } from '@roster/api'
import { errorMessages } from '@roster/contract'
import type { ProcedureMeta } from '@roster/rest'
import { z } from 'zod'
import { camelNames, createTypePrinter, type TypePrinter } from './print-type.ts'

/**
 * Writes what the client knows of the router: `src/api.ts` (plain interfaces, nothing to infer) and
 * `src/procedures.ts` (names). Both are in the repository: they are the snapshot of the public types, and a test fails
 * when the router says something else.
 */
export const files: Readonly<Record<'api.ts' | 'procedures.ts', () => string>> = {
  'api.ts': describeApi,
  'procedures.ts': listProcedures,
}

const HEAD = '// Made of the router by `pnpm --filter @roster/client generate:api`. Do not edit.\n'

interface Procedure {
  readonly namespace: string
  readonly name: string
  readonly type: 'query' | 'mutation'
  readonly meta: ProcedureMeta
  readonly input: z.ZodType | undefined
  readonly output: z.ZodType | undefined
}

interface ProcedureDef {
  readonly type: Procedure['type']
  readonly meta: ProcedureMeta
  readonly inputs: readonly z.ZodType[]
  readonly output?: z.ZodType
}

const procedures: readonly Procedure[] = Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
  const { type, meta, inputs, output } = (procedure as unknown as { readonly _def: ProcedureDef })._def
  const [namespace = '', name = ''] = path.split('.')
  return { namespace, name, type, meta, input: inputs[0], output }
})

const namespaces = Map.groupBy(procedures, (procedure) => procedure.namespace)

function describeApi(): string {
  const types = createTypePrinter()
  const routers = [...namespaces].map(
    ([namespace, members]) =>
      `  readonly ${namespace}: {\n${members.map((member) => describeProcedure(member, types)).join('\n')}\n  }`,
  )
  return [
    HEAD,
    "import type { CallOptions, RosterPromise } from './call.ts'",
    "import type { ClientErrorCode } from './errors.ts'",
    '',
    errorCodeType(),
    '',
    '/** What any call can fail with. */',
    `export type CommonErrorCode = ${union(EVERY)} | ClientErrorCode`,
    '',
    types.declarations().join('\n\n'),
    '',
    '/** Every operation of a Roster server. */',
    'export interface RosterApi {',
    routers.join('\n'),
    '}',
    '',
  ].join('\n')
}

const EVERY = [
  'VALIDATION_FAILED',
  'MALFORMED_REQUEST',
  'RATE_LIMITED',
  'OVERLOADED',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
]

function errorCodeType(): string {
  const lines = Object.entries(errorMessages).map(([code, message]) => `  /** ${message} */\n  readonly ${code}: true`)
  return `/** Every code that the server answers with. */\nexport type ErrorCode = keyof ErrorCodes\n\ninterface ErrorCodes {\n${lines.join('\n')}\n}`
}

function describeProcedure(procedure: Procedure, types: TypePrinter): string {
  const { name, type, meta, output } = procedure
  const verb = type === 'query' ? 'query' : 'mutate'
  const codes = ['CommonErrorCode', ...codesOf(meta).map((code) => `'${code}'`)]
  const result = output === undefined ? 'void' : types.print(output, 'output', `${typeName(procedure)}Output`)
  return [
    `    /** ${meta.rest?.summary ?? name}. */`,
    `    readonly ${name}: {`,
    comment(procedure),
    `      ${verb}(${inputOf(procedure, types)}, options?: CallOptions): RosterPromise<${result}, ${codes.join(' | ')}>`,
    '    }',
  ].join('\n')
}

function inputOf(procedure: Procedure, types: TypePrinter): string {
  const { input } = procedure
  if (input === undefined) return 'input?: undefined'
  const schema = unwrap(input)
  if (schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0) return 'input?: undefined'
  const type = types.print(schema, 'input', `${typeName(procedure)}Input`)
  return input.safeParse(undefined).success ? `input?: ${type} | undefined` : `input: ${type}`
}

/** A default of the whole input only says that it may be left out. */
function unwrap(schema: z.ZodType): z.ZodType {
  const { def } = schema as unknown as { readonly def: { readonly type: string; readonly innerType?: z.ZodType } }
  return (def.type === 'prefault' || def.type === 'default') && def.innerType ? unwrap(def.innerType) : schema
}

/** Beyond what any call can fail with. */
function codesOf({ access, rest }: ProcedureMeta): readonly string[] {
  const codes = new Set([
    ...(access === 'public' || access === 'optional' ? [] : ['UNAUTHENTICATED']),
    ...(access === 'admin' ? ['FORBIDDEN'] : []),
    ...(rest?.errors ?? []),
  ])
  return [...codes].filter((code) => !EVERY.includes(code))
}

const WHO: Readonly<Record<string, string>> = {
  user: 'For users who are signed in.',
  admin: 'For administrators.',
}

function comment({ meta }: Procedure): string {
  const { rest, access } = meta
  const description = [rest?.description && camelNames(rest.description), WHO[access ?? '']].filter(Boolean).join(' ')
  const lines = [
    `${rest?.summary}.`,
    ...(description ? ['', description] : []),
    ...codesOf(meta).map((code) => `@throws ${code} ${errorMessages[code as keyof typeof errorMessages]}`),
  ]
  return `      /**\n${lines.map((line) => `       * ${line}`.trimEnd()).join('\n')}\n       */`
}

const typeName = ({ namespace, name }: Procedure) => pascal(namespace) + pascal(name)
const pascal = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const union = (codes: readonly string[]) => codes.map((code) => `'${code}'`).join(' | ')

/** `name?` is a query, `name!` a mutation; a leading `+` means that it needs somebody who is signed in. */
function listProcedures(): string {
  const lines = [...namespaces].map(([namespace, members]) => {
    const words = members.map(({ name, type, meta }) => {
      const open = meta.access === 'public' ? '' : meta.access === 'optional' ? '~' : '+'
      return `${open}${name}${type === 'query' ? '?' : '!'}`
    })
    return `  ${namespace}: '${words.join(' ')}',`
  })
  return [
    HEAD,
    '/** Each procedure: `?` query, `!` mutation, `+` for users who are signed in, `~` for both. */',
    'export const procedures = {',
    ...lines,
    '} as const',
    '',
  ].join('\n')
}

const folder = join(import.meta.dirname, '../src')
const biome = join(import.meta.dirname, '../../../node_modules/.bin/biome')

const format = (name: string, text: string): string =>
  execFileSync(biome, ['format', `--stdin-file-path=${join(folder, name)}`], { input: text, encoding: 'utf8' })

/** Whether a file in the repository is what the router makes of it now. */
export const isCurrent = (name: keyof typeof files): boolean =>
  readFileSync(join(folder, name), 'utf8') === format(name, files[name]())

if (import.meta.main) {
  for (const [name, make] of Object.entries(files)) writeFileSync(join(folder, name), format(name, make()))
}
