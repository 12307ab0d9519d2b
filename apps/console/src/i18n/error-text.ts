import { isRosterError, type RosterError } from '@roster/client'
import { settings } from '../settings.ts'
import { type Messages, useMessages } from './messages.ts'

/** What an error says to a person, in their language; the server's own words where there are no others. */
export function errorText(error: unknown, { errors, errorPage }: Messages): string {
  if (!isRosterError(error)) return errorPage.unexpected
  const texts: Readonly<Record<string, unknown>> = errors
  const known = texts[error.code]
  const text = typeof known === 'string' ? known : error.message
  const { retryAfterSeconds = 0 } = error
  if (error.code !== 'RATE_LIMITED' || retryAfterSeconds < 1) return text
  const wait =
    retryAfterSeconds < 90 ? errors.seconds(retryAfterSeconds) : errors.minutes(Math.ceil(retryAfterSeconds / 60))
  return `${text} ${errors.retryIn(wait)}`
}

export const useErrorText = (): ((error: unknown) => string) => {
  const messages = useMessages()
  return (error) => errorText(error, messages)
}

/** The first thing that is wrong with each field, by its name. */
export function fieldTexts(error: RosterError, { fieldErrors }: Messages): Record<string, string> {
  const texts: Readonly<Record<string, string | ((value: never) => string)>> = fieldErrors
  const entries = error.issues.toReversed().map(({ field, code, message }) => {
    const isPassword = /password/i.test(field)
    if (isPassword && (code === 'too_short' || code === 'password_too_short')) {
      return [field, fieldErrors.password_too_short(settings.passwordMinLength)]
    }
    if (code === 'password_contains_product_name') {
      return [field, fieldErrors.password_contains_product_name(settings.productName)]
    }
    const known = texts[code]
    return [field, typeof known === 'string' ? known : sentence(message)]
  })
  return Object.fromEntries(entries)
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
