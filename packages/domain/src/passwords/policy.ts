import { codePoints } from '@roster/contract'
import { invalidField } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { foldCase, isCommonPassword } from './common-passwords.ts'

export interface PasswordChoice {
  readonly password: string
  /** The account's own address and name. */
  readonly email: string
  readonly name: string | null
}

/**
 * Checks what a schema cannot know of a new password (NIST SP 800-63B-4 §3.1.1.2, ASVS 6.2.1, 6.2.4, 6.2.11): the server's
 * own minimum, the person, the product, and the list of common passwords. There are no composition rules.
 * @param field Where the password stands in the input.
 * @throws VALIDATION_FAILED at `field`, with the first reason there is
 */
export function checkPasswordPolicy(
  settings: Pick<Settings, 'passwordMinLength' | 'productName'>,
  choice: PasswordChoice,
  field = 'password',
): void {
  const refusal = refusalOf(settings, choice)
  if (refusal) throw invalidField(field, ...refusal)
}

type Refusal = readonly [code: string, message: string]

function refusalOf(
  { passwordMinLength, productName }: Pick<Settings, 'passwordMinLength' | 'productName'>,
  { password, email, name }: PasswordChoice,
): Refusal | undefined {
  if (codePoints(password) < passwordMinLength) {
    return ['password_too_short', `Must have at least ${passwordMinLength} characters`]
  }
  const folded = foldCase(password)
  const isSame = (text: string) => text !== '' && folded === foldCase(text)
  if (isSame(email) || isSame(email.slice(0, email.lastIndexOf('@')))) {
    return ['password_is_email', 'Must not be your e-mail address or the part before the @']
  }
  if (isSame(name ?? '')) return ['password_is_name', 'Must not be your name']
  if (productSpellings(productName).some((spelling) => folded.includes(spelling))) {
    return ['password_contains_product_name', `Must not contain “${productName.trim()}”, which is guessed first here`]
  }
  if (isCommonPassword(password)) {
    return ['password_common', 'One of the passwords that are guessed first. A few unrelated words are a good choice']
  }
  return undefined
}

/** As it is written, and without its spaces. */
function productSpellings(productName: string): readonly string[] {
  const folded = foldCase(productName.trim())
  return [folded, folded.replaceAll(/\s/gu, '')].filter((spelling) => spelling !== '')
}
