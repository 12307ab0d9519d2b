import type { OpenApiDocument } from '@roster/rest'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** A reply as it came over the wire. */
export interface RawReply {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** What an OpenAPI document says about replies. */
export interface ReplyRules {
  /** What the document does not allow in this reply of an operation; nothing when it fits. */
  problemsOf(method: string, path: string, reply: RawReply): readonly string[]
  /** What a schema that stands in the document has against a value. */
  problemsWith(schema: unknown, value: unknown): readonly string[]
}

/** Operations are named by their method and the path under which the document lists them. */
export function createReplyRules(document: OpenApiDocument): ReplyRules {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  addFormats.default(ajv)
  ajv.addFormat('cidr', true)
  ajv.addSchema(document, 'openapi')
  const validators = new Map<unknown, ValidateFunction>()

  const problemsWith: ReplyRules['problemsWith'] = (schema, value) => {
    const validate = validators.get(schema) ?? ajv.compile(rooted(schema))
    validators.set(schema, validate)
    return validate(value) ? [] : (validate.errors ?? []).map(wording)
  }

  const headerProblems = (name: string, header: unknown, value: string | null): readonly string[] => {
    if (value === null) return at(header, 'required') === true ? [`the header ${name} is missing`] : []
    const schema = at(header, 'schema')
    const typed = at(schema, 'type') === 'integer' && /^\d+$/.test(value) ? Number(value) : value
    return problemsWith(schema, typed).map((problem) => `${name}: ${problem}`)
  }

  const bodyProblems = (content: unknown, { headers, body }: RawReply): readonly string[] => {
    const type = headers.get('content-type') ?? ''
    const media = at(content, type.split(';', 1)[0] ?? '')
    if (media === undefined) return [`the type "${type}" is not documented`]
    const value = parsed(body)
    if (value === undefined) return [`the body is not JSON: ${body.slice(0, 100)}`]
    const documented = Object.keys(at(media, 'examples') ?? {})
    const code = at(value, 'code')
    const isNew = documented.length > 0 && !documented.includes(String(code))
    return [...problemsWith(at(media, 'schema'), value), ...(isNew ? [`the code ${code} is not documented`] : [])]
  }

  return {
    problemsWith,
    problemsOf(method, path, reply) {
      const { status, headers, body } = reply
      const response = resolve(document, at(document.paths[path], method.toLowerCase(), 'responses', String(status)))
      if (response === undefined) return [`${status} is not documented`]
      const content = at(response, 'content')
      return [
        ...Object.entries(at(response, 'headers') ?? {}).flatMap(([name, header]) =>
          headerProblems(name, resolve(document, header), headers.get(name)),
        ),
        ...(content === undefined ? (body === '' ? [] : [`${status} has a body`]) : bodyProblems(content, reply)),
      ]
    },
  }
}

/** References in a part of the document start at its root. */
function rooted(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/'))
}

/** What a part of the document stands for, if it is a reference. */
export function resolve(document: object, part: unknown): unknown {
  const target = at(part, '$ref')
  if (typeof target !== 'string') return part
  return resolve(document, at(document, ...target.slice(2).split('/')))
}

/** The value at a path of keys, or nothing. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  const [key, ...others] = keys
  if (key === undefined) return value
  if (typeof value !== 'object' || value === null) return undefined
  return at((value as Readonly<Record<string, unknown>>)[key], ...others)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const wording = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath || '/'} ${message} ${JSON.stringify(params)}`
