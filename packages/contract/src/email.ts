import { text } from './text.ts'

const MAX_OCTETS = 254
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/
const DOMAIN_SEPARATORS = /[\\/?#:@[\]%\s\p{Cc}]/u

/**
 * The one spelling of an address: NFKC, trimmed, lower-cased, its domain in ASCII (UTS 46).
 * Text that is no address comes back as it is, trimmed and lower-cased, and never matches an account.
 */
export function normaliseEmail(value: string): string {
  if (value.length > 4 * MAX_OCTETS) return value
  const folded = value.normalize('NFKC').trim().toLowerCase()
  const at = folded.lastIndexOf('@')
  if (at < 1) return folded
  const domain = asciiDomain(folded.slice(at + 1))
  return domain === undefined ? folded : `${folded.slice(0, at)}@${domain}`
}

/**
 * Whether a normalised address is one we send mail to: ASCII local part without quotes or comments (RFC 5321's
 * dot-string), a domain of at least two labels, no IP literal, at most 254 octets in all.
 */
export function isEmail(value: string): boolean {
  if (value.length > MAX_OCTETS) return false
  const at = value.lastIndexOf('@')
  const local = value.slice(0, at)
  const labels = value.slice(at + 1).split('.')
  return (
    at > 0 &&
    local.length <= 64 &&
    LOCAL.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    asciiDomain(value.slice(at + 1)) === value.slice(at + 1)
  )
}

function asciiDomain(domain: string): string | undefined {
  if (domain === '' || DOMAIN_SEPARATORS.test(domain)) return undefined
  const parsed = URL.parse(`http://${domain}`)
  return parsed?.pathname === '/' && parsed.hostname !== '' && !endsInNumber(domain) ? parsed.hostname : undefined
}

/** `127.1` and `0x7f.1` are addresses to a URL parser, not names. */
const endsInNumber = (domain: string) => /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/.test(domain)

/** An e-mail address, normalised before it is checked. */
export const Email = text()
  .overwrite(normaliseEmail)
  .refine(isEmail, { message: 'Must be an e-mail address', params: { code: 'invalid_email' } })
  .meta({ format: 'email', maxLength: MAX_OCTETS, examples: ['ada@example.com'] })

/** What is typed into a sign-in form: anything, so that a malformed address is answered like an unknown one. */
export const EmailInput = text()
  .max(MAX_OCTETS)
  .overwrite(normaliseEmail)
  .meta({ examples: ['ada@example.com'] })
