import type { AnyTRPCRouter } from '@trpc/server'
import { z } from 'zod'
import type { ErrorCatalogue } from './catalogue.ts'
import { deriveNames, isLossless, toCamel } from './names.ts'
import { type Endpoint, endpointsOf, freeFields, paramsOf } from './operation.ts'
import { methodsOf } from './route.ts'
import { textFieldOf } from './scalars.ts'
import { everySchema, type Io, isRequired, type Schema, shapeOf } from './schema.ts'

/** Everything that keeps a router from being served as REST, one line each, the procedure first. */
export function checkRouter(router: AnyTRPCRouter, errors?: ErrorCatalogue): readonly string[] {
  const endpoints = endpointsOf(router)
  const lazy = Object.keys(router._def.lazy).map((id) => `${id}: a lazy router has no procedures to read at start`)
  const own = endpoints.flatMap((endpoint) => {
    const checks = [checkWords, checkMethods, checkPath, checkInput, checkFields, checkOutput]
    const problems = [...checks.flatMap((check) => check(endpoint)), ...checkErrors(endpoint, errors)]
    return problems.map((problem) => `${endpoint.id}: ${problem}`)
  })
  return [...lazy, ...own, ...checkDuplicates(endpoints), ...checkParamNames(endpoints)]
}

function checkWords({ access, route }: Endpoint): readonly string[] {
  return [
    ...(route.summary.trim() === '' ? ['the summary is empty'] : []),
    ...(route.tag.trim() === '' ? ['the tag is empty'] : []),
    ...(access === undefined ? ['meta.access does not say who may call it'] : []),
  ]
}

function checkMethods({ procedure, route }: Endpoint): readonly string[] {
  const { type } = procedure._def
  if (type === 'subscription') return ['a subscription has no place on REST']
  return methodsOf(route)
    .filter((method) => (method === 'GET') !== (type === 'query'))
    .map((method) => `${method} does not go with a ${type}`)
}

function checkPath({ input, route }: Endpoint): readonly string[] {
  const shape = (input && shapeOf(input, 'input')) ?? {}
  const segments = route.path.split('/').slice(1)
  const isGrammar =
    route.path.startsWith('/') && segments.every((part) => /^([\w.~-]+|\{[a-z][a-z0-9_]*\})$/.test(part))
  const params = paramsOf(route.path).flatMap((wire) => {
    const schema = shape[toCamel(wire)]
    if (schema === undefined) return [`{${wire}} is no field of the input`]
    const field = textFieldOf(toCamel(wire), wire, schema)
    if (field === undefined || field.list || !isRequired(schema)) return [`{${wire}} is not a required scalar`]
    return []
  })
  return [...(isGrammar ? [] : [`the path ${route.path} is not of the form /segment/{parameter}`]), ...params]
}

function checkInput({ input, procedure }: Endpoint): readonly string[] {
  const { inputs } = procedure._def
  if (inputs.length === 0) return ['it has no .input(); one that takes nothing says so with z.strictObject({})']
  if (inputs.length > 1) return ['it has more than one .input(); strict objects cannot be chained']
  if (input === undefined || shapeOf(input, 'input') === undefined) return ['the input is not an object schema']
  const open = deriveNames(input, 'input')?.open === true
  const coerced = [...everySchema(input)].some(({ _zod: { def } }) => 'coerce' in def && def.coerce === true)
  return [
    ...(open ? ['the input takes unknown keys'] : []),
    ...(coerced ? ['the input uses z.coerce, which takes more than its type'] : []),
    ...checkSchema(input, 'input'),
  ]
}

function checkFields(endpoint: Endpoint): readonly string[] {
  const { input, output, route } = endpoint
  const taken = (input && shapeOf(input, 'input')) ?? {}
  const given = (output && shapeOf(output, 'output')) ?? {}
  const scalarNames = [
    ...Object.keys(route.headers ?? {}),
    ...(endpoint.isQuery ? [...freeFields(endpoint).keys()].map(toCamel) : []),
  ]
  return [
    ...scalarNames.flatMap((name) => {
      const schema = taken[name]
      if (schema === undefined) return [`the header field ${name} is no field of the input`]
      return textFieldOf(name, name, schema) === undefined ? [`${name} is neither a scalar nor a list of scalars`] : []
    }),
    ...paramsOf(route.location ?? '')
      .filter((wire) => given[toCamel(wire)] === undefined)
      .map((wire) => `location: {${wire}} is no field of the output`),
    ...(route.paged === true && (taken.cursor === undefined || given.nextCursor === undefined)
      ? ['paged needs cursor in the input and nextCursor in the output']
      : []),
  ]
}

function checkOutput({ output, status }: Endpoint): readonly string[] {
  if (status === 204) return []
  if (output === undefined) return ['it has no .output() with a zod schema, and its status is not 204']
  return checkSchema(output, 'output')
}

/** Names that do not survive the way to the wire, and types that JSON does not have. */
function checkSchema(schema: Schema, io: Io): readonly string[] {
  const names = [...everySchema(schema)].flatMap(({ _zod: { def } }) =>
    def.type === 'object' ? Object.keys(def.shape) : [],
  )
  const lossy = [...new Set(names)].filter((name) => !isLossless(name))
  return [
    ...lossy.map((name) => `the ${io} field ${name} is not camelCase, or is lost in snake_case`),
    ...convert(schema, io),
  ]
}

function convert(schema: Schema, io: Io): readonly string[] {
  try {
    z.toJSONSchema(schema, { io })
    return []
  } catch (error) {
    return [`the ${io} cannot be described: ${error instanceof Error ? error.message : String(error)}`]
  }
}

function checkErrors({ route }: Endpoint, errors: ErrorCatalogue | undefined): readonly string[] {
  if (errors === undefined) return []
  return (route.errors ?? []).filter((code) => !Object.hasOwn(errors, code)).map((code) => `there is no error ${code}`)
}

function checkDuplicates(endpoints: readonly Endpoint[]): readonly string[] {
  const seen = new Map<string, string>()
  return endpoints.flatMap(({ id, route }) =>
    methodsOf(route).flatMap((method) => {
      const key = `${method} ${route.path}`
      const first = seen.get(key)
      seen.set(key, id)
      return first === undefined ? [] : [`${id}: ${key} is taken by ${first}`]
    }),
  )
}

/** `/users/{user_id}` and `/users/{id}/sessions` would be two names for one thing. */
function checkParamNames(endpoints: readonly Endpoint[]): readonly string[] {
  const names = new Map<string, string>()
  return endpoints.flatMap(({ id, route }) => {
    const segments = route.path.split('/')
    return segments.flatMap((segment, i) => {
      if (!segment.startsWith('{')) return []
      const place = segments
        .slice(0, i)
        .join('/')
        .replace(/\{[^}]*\}/g, '{}')
      const known = names.get(place)
      names.set(place, known ?? segment)
      return known === undefined || known === segment ? [] : [`${id}: ${segment} is called ${known} elsewhere`]
    })
  })
}
