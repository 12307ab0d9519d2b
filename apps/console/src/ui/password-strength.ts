export const levels = ['none', 'weak', 'fair', 'good', 'strong'] as const
export type Strength = (typeof levels)[number]

const CLASSES = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[ -/:-@[-`{-~]/, 33],
  [/[^ -~]/, 100],
] as const
/** Bits from which on a password is fair, good, strong. */
const STEPS = [50, 70, 90] as const
/** What guesses begin with counts as one character. */
const FIRST_GUESSES = /passw(?:or)?[dt]|qwert[yz]?|12345\d*|letmein|welcome|admin|iloveyou|abc123/gi

/** What a new password has to be other than, and how long. */
export interface PasswordRules {
  readonly minLength: number
  readonly productName: string
  readonly email: string
  readonly name: string
}

export interface PasswordChecks {
  readonly isLongEnough: boolean
  readonly isNotYours: boolean
  readonly isNotProduct: boolean
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** The server's policy, as far as a page can tell; the list of common passwords is the server's. */
export function checkPassword(
  password: string,
  { minLength, productName, email, name }: PasswordRules,
): PasswordChecks {
  const folded = fold(password)
  const yours = [email, email.slice(0, Math.max(0, email.lastIndexOf('@'))), name].map((text) => fold(text.trim()))
  const product = fold(productName.trim())
  return {
    isLongEnough: [...password.normalize('NFKC')].length >= minLength,
    isNotYours: !yours.some((text) => text !== '' && text === folded),
    isNotProduct: ![product, product.replaceAll(/\s/gu, '')].some((text) => text !== '' && folded.includes(text)),
  }
}

/**
 * A rough guess at how many tries a password takes: characters that repeat or continue a row do not count. It errs on
 * the low side for phrases, and knows no dictionary.
 */
export function strengthOf(password: string): Exclude<Strength, 'none'> {
  const pool = CLASSES.reduce((sum, [pattern, size]) => sum + (pattern.test(password) ? size : 0), 0)
  const codes = [...password.replaceAll(FIRST_GUESSES, 'x')].map((char) => char.codePointAt(0) ?? 0)
  const counted = codes.filter((code, at) => at === 0 || Math.abs(code - (codes[at - 1] ?? 0)) > 1)
  const distinct = new Set(codes).size
  const bits = Math.min(counted.length, distinct * 2) * Math.log2(Math.max(2, pool))
  const steps = STEPS.filter((step) => bits >= step).length
  return (['weak', 'fair', 'good', 'strong'] as const)[steps] ?? 'weak'
}
