/**
 * What spreadsheets take for the beginning of a formula (OWASP: CSV injection), the full-width forms included, behind any
 * number of apostrophes.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/** A text that no spreadsheet computes: an apostrophe stands before what could be a formula. `restoreCell` takes it away. */
export const neutralCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** The text that `neutralCell` was given. */
export const restoreCell = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text)
