import type { Paint } from '../terminal/terminal.ts'
import { fit, padTo, printable, widthOf } from '../terminal/text.ts'

/** A column of a table for people. */
export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string | null | undefined
  /** May be cut when the terminal is too narrow. Ids and times are not: half of one is of no use. */
  readonly isFlexible?: boolean
  /** May be left out when the terminal is too narrow for all columns; the last one goes first. */
  readonly isOptional?: boolean
}

const GAP = '  '
/** Less of a flexible column is of no use. */
const NARROWEST = 12

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
  const naturalWidth = ({ title, value }: Column<Row>) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(cellOf(value(row)))), widthOf(title))
  const shown = leaveOut(layout, naturalWidth, columns)
  const widths = shrink(shown, shown.map(naturalWidth), columns)
  const lineOf = (line: readonly string[]) =>
    line
      .map((cell, index) => padTo(fit(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(GAP)
      .trimEnd()
  const titles = shown.map(({ title }) => title.toUpperCase())
  return [paint('bold', lineOf(titles)), ...rows.map((row) => lineOf(shown.map(({ value }) => cellOf(value(row)))))]
}

const cellOf = (value: string | null | undefined): string => printable(value ?? '–')

const sumOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length)

/** The columns that there is room for, at their narrowest. */
function leaveOut<Row>(
  layout: readonly Column<Row>[],
  naturalWidth: (column: Column<Row>) => number,
  columns = Number.POSITIVE_INFINITY,
): readonly Column<Row>[] {
  const narrowest = layout.map((column) =>
    column.isFlexible ? Math.min(NARROWEST, naturalWidth(column)) : naturalWidth(column),
  )
  const last = layout.findLastIndex(({ isOptional }) => isOptional)
  if (last === -1 || sumOf(narrowest) <= columns) return layout
  return leaveOut(layout.toSpliced(last, 1), naturalWidth, columns)
}

/** Takes from the widest flexible column until all fit, or nothing can be taken. */
function shrink<Row>(
  layout: readonly Column<Row>[],
  natural: readonly number[],
  columns: number | undefined,
): readonly number[] {
  if (columns === undefined) return natural
  const widths = [...natural]
  for (let left = sumOf(widths) - columns; left > 0; left--) {
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
