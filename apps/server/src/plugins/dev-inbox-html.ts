/** HTML that may go out as it is. */
export interface Html {
  readonly html: string
}

type Insertable = string | Html | readonly Html[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template tag: what is inserted is escaped, for element content and quoted attributes, unless it is HTML already. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertable[]): Html {
  return { html: strings.map((part, index) => part + written(values[index] ?? '')).join('') }
}

function written(value: Insertable): string {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
  return 'html' in value ? value.html : value.map((item) => item.html).join('')
}
