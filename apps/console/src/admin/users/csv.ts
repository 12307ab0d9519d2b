/** What spreadsheets take for the beginning of a formula (OWASP: CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const NEEDS_QUOTES = /[",\r\n]/

/** A cell as RFC 4180 has it. What a spreadsheet would run begins with an apostrophe. */
function cellOf(value: string | boolean | null): string {
  const text = value === null ? '' : String(value)
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export const csvLine = (cells: readonly (string | boolean | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`

/** Spreadsheets take a file for UTF-8 by it. */
export const BYTE_ORDER_MARK = '\ufeff'
