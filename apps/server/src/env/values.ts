import { isIP } from 'node:net'
import { parseMailbox } from '@roster/domain'
import { z } from 'zod'

const CONTROL = /\p{Cc}/u

/** One line of text. */
export const text = (min: number, max: number) =>
  z
    .string()
    .refine((value) => value.length >= min && value.length <= max, { message: `must have ${min} to ${max} characters` })
    .refine((value) => !CONTROL.test(value), { message: 'must not hold control characters' })

export const oneOf = <const Choice extends string>(...choices: readonly [Choice, ...Choice[]]) =>
  z.enum(choices, { message: `must be one of ${choices.join(', ')}` })

/** `true` or `false`, and nothing that merely looks like it. */
export const flag = () =>
  z.enum(['true', 'false'], { message: 'must be true or false' }).transform((value) => value === 'true')

/** A whole number in decimal digits, both bounds inclusive. */
export const integer = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,10}$/, { message })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { message })
}

/** A number in decimal digits with an optional fraction, above zero. */
export const decimal = (max: number) => {
  const message = `must be a number above 0 and up to ${max}, such as 1 or 0.5`
  return z
    .string()
    .regex(/^\d{1,7}(\.\d{1,4})?$/, { message })
    .transform(Number)
    .refine((value) => value > 0 && value <= max, { message })
}

/** Where a service is, given back as it came: it may hold a password, so no message repeats it. */
export const serviceUrl = (example: string, ...protocols: readonly string[]) =>
  z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? ''), {
    message: `must be a URL such as ${example}`,
  })

/** The address people reach the server at, without a trailing slash. */
export const publicUrl = () =>
  z
    .string()
    .refine(isPlainWebUrl, {
      message: 'must be an http(s) URL without credentials, query or fragment, such as https://id.example.com',
    })
    .transform((value) => new URL(value).href.replace(/\/+$/, ''))

function isPlainWebUrl(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(value)
}

/** Origins in the exact spelling that browsers send, separated by commas. */
export const origins = () =>
  z
    .string()
    .transform(commaList)
    .refine((list) => !list.includes('*'), {
      message: 'must not be `*`: every site could then act for your users',
      abort: true,
    })
    .refine((list) => list.every(isOrigin), {
      message:
        'must be exact origins (scheme, host and port, no path) separated by commas, such as https://app.example.com',
    })

const isOrigin = (value: string) => /^https?:[^*]+$/.test(value) && URL.parse(value)?.origin === value

/** Whose `X-Forwarded-*` headers count: nobody's, those of the last so many hops, or those of these addresses. */
export const trustedProxies = () =>
  z
    .string()
    .refine((value) => value !== 'true', {
      message:
        'must not be true: every caller could forge their address. Give the number of proxies in front, or their addresses',
      abort: true,
    })
    .refine((value) => value === 'false' || /^\d$/.test(value) || commaList(value).every(isNetwork), {
      message:
        'must be false, the number of proxies in front (0 to 9), or their addresses (IP or CIDR) separated by commas',
    })
    .transform((value): false | number | readonly string[] => {
      if (value === 'false' || value === '0') return false
      return /^\d$/.test(value) ? Number(value) : commaList(value)
    })

function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  )
}

/** An address to bind to. */
export const host = () =>
  z.string().refine((value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value), {
    message: 'must be an IP address or a host name, such as 127.0.0.1',
  })

/** A sender: `no-reply@example.com` or `Roster <no-reply@example.com>`. */
export const mailbox = () =>
  text(3, 600).transform((value, ctx) => {
    try {
      return parseMailbox(value)
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'must be a mail address' })
      return z.NEVER
    }
  })

const commaList = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
