/** What a chart shows, in one colour. */
export interface Series {
  readonly label: string
  /** Null where it is not known. */
  readonly values: readonly (number | null)[]
  readonly tone: 'accent' | 'danger' | 'ok'
}

/** Classes of each colour. */
export const STROKES = { accent: 'stroke-accent', danger: 'stroke-danger', ok: 'stroke-ok' } as const
export const FILLS = { accent: 'fill-accent', danger: 'fill-danger', ok: 'fill-ok' } as const
export const GROUNDS = { accent: 'bg-accent', danger: 'bg-danger', ok: 'bg-ok' } as const
