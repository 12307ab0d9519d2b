import type { Values } from './template-syntax.ts'
import type { MailData, MailTemplate } from './templates.ts'

/** What every message may say, whatever it is about. */
export interface Wording {
  readonly productName: string
  readonly publicUrl: string
  /** BCP 47; how times and durations are written. */
  readonly locale: string
}

/** What the placeholders of a message stand for: its data, in words that people read. */
export function valuesOf<Template extends MailTemplate>(data: MailData[Template], wording: Wording): Values {
  const { productName, publicUrl, locale } = wording
  const values: Record<string, string> = { productName, publicUrl }
  if ('link' in data) values.link = data.link
  if ('resetLink' in data) values.link = data.resetLink
  if ('newEmail' in data) values.newEmail = data.newEmail
  if ('at' in data) values.at = timeInWords(new Date(data.at), locale)
  if ('expiresInMinutes' in data) values.expiresIn = durationInWords(data.expiresInMinutes, locale)
  return values
}

/** As `31 January 2026 at 12:00 UTC`: the reader's own zone is not known. */
export function timeInWords(time: Date, locale: string): string {
  return `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(time)} UTC`
}

const UNITS = [
  { unit: 'day', minutes: 1440 },
  { unit: 'hour', minutes: 60 },
] as const

/** As `30 minutes`, `24 hours`, `7 days`: in the largest unit of which there are two or more, without a rest. */
export function durationInWords(exactMinutes: number, locale: string): string {
  const minutes = Math.max(1, Math.round(exactMinutes))
  const { unit, minutes: size } = UNITS.find(({ minutes: size }) => minutes % size === 0 && minutes >= 2 * size) ?? {
    unit: 'minute',
    minutes: 1,
  }
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(minutes / size)
}
