import type { Paint } from '../terminal/terminal.ts'
import { fit, padTo, printable, widthOf } from '../terminal/text.ts'

/** A column of a table for people. */
export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string | null | undefined
  /** May be cut when the terminal is too narrow. Ids and times are not: half of one is of no use. */
  readonly isFlexible?: boolean
}

const GAP = '  '
const NARROWEST = 8

/**
 * A table as lines.
 * @param columns How wide the terminal is; undefined cuts nothing
 */
export function tableOf<Row>(
  layout: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  columns: number | undefined,
): readonly string[] {
  const cells = rows.map((row) => layout.map(({ value }) => printable(value(row) ?? '–')))
  const titles = layout.map(({ title }) => title.toUpperCase())
  const widths = shrink(
    layout,
    titles.map((title, index) => Math.max(widthOf(title), ...cells.map((line) => widthOf(line[index] ?? '')))),
    columns,
  )
  const lineOf = (line: readonly string[]) =>
    line
      .map((cell, index) => padTo(fit(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  return [paint('bold', lineOf(titles)), ...cells.map(lineOf)]
}

/** Takes from the widest flexible column until all fit, or nothing can be taken. */
function shrink<Row>(
  layout: readonly Column<Row>[],
  natural: readonly number[],
  columns: number | undefined,
): readonly number[] {
  if (columns === undefined) return natural
  const widths = [...natural]
  const tooMuch = () => widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns
  for (let left = tooMuch(); left > 0; left--) {
    const candidates = widths.map((width, index) => (layout[index]?.isFlexible && width > NARROWEST ? width : 0))
    const widest = Math.max(...candidates)
    if (widest === 0) break
    widths[candidates.indexOf(widest)] = widest - 1
  }
  return widths
}

/** One thing as lines: each field under the other. */
export function cardOf<Item>(fields: readonly Column<Item>[], item: Item, paint: Paint): readonly string[] {
  const width = Math.max(...fields.map(({ title }) => widthOf(title)))
  return fields.map(({ title, value }) => `${paint('dim', padTo(title, width))}  ${printable(value(item) ?? '–')}`)
}
