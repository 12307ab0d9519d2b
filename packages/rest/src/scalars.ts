import { contentOf, type Schema } from './schema.ts'

/** Turns the text of a query value, path parameter or header into what the schema's type says, or leaves it a string. */
type ReadText = (text: string) => unknown

/** How the values of one query key become a field. */
export interface TextField {
  readonly name: string
  readonly wire: string
  readonly read: ReadText
  /** The field is a list: a repeated key adds to it. */
  readonly list: boolean
}

type Kind = 'string' | 'number' | 'boolean' | 'none'

const decimal = /^-?\d+(?:\.\d+)?$/

/** How a text becomes a value of this schema; nothing if the schema is no scalar or list of scalars. */
export function textFieldOf(name: string, wire: string, schema: Schema): TextField | undefined {
  const content = contentOf(schema, 'input')
  const { def } = content._zod
  const list = def.type === 'array'
  const kinds = kindsOf(list ? def.element : content)
  return kinds === undefined ? undefined : { name, wire, read: reader(kinds), list }
}

/** The field's value. A repeated scalar stays a list, which its schema then refuses. */
export function readTexts(field: TextField, texts: readonly string[]): unknown {
  const values = texts.map(field.read)
  return field.list || values.length > 1 ? values : values[0]
}

// Whatever is not exactly a number or a boolean stays text, so that the schema refuses it and says why.
function reader(kinds: ReadonlySet<Kind>): ReadText {
  if (kinds.has('string')) return (text) => text
  return (text) => {
    if (kinds.has('number') && decimal.test(text)) return Number(text)
    if (kinds.has('boolean') && (text === 'true' || text === 'false')) return text === 'true'
    return text
  }
}

/** The scalar types a schema takes; nothing if it takes anything else. */
function kindsOf(schema: Schema): ReadonlySet<Kind> | undefined {
  const { def } = contentOf(schema, 'input')._zod
  switch (def.type) {
    case 'string':
    case 'template_literal':
      return new Set(['string'])
    case 'number':
      return new Set(['number'])
    case 'boolean':
      return new Set(['boolean'])
    case 'null':
      return new Set(['none'])
    case 'enum':
      return new Set(Object.values(def.entries).map(kindOfValue))
    case 'literal':
      return new Set(def.values.map(kindOfValue))
    case 'union': {
      const kinds = def.options.map(kindsOf)
      return kinds.includes(undefined) ? undefined : new Set(kinds.flatMap((kind) => [...(kind ?? [])]))
    }
    default:
      return undefined
  }
}

function kindOfValue(value: unknown): Kind {
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'none'
}
