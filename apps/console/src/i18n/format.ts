import { currentLocale, useLanguage } from './language.ts'

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

export interface Format {
  /** "5 Mar 2026" */
  date(time: string): string
  /** "5 Mar 2026, 14:03" */
  dateTime(time: string): string
  /** To the second, with the zone: for titles. */
  exact(time: string): string
  /** "3 hours ago" */
  relative(time: string, now?: number): string
  number(value: number): string
  /** "1.2K" */
  compact(value: number): string
}

const formats = new Map<string, Format>()

/** Dates and numbers as the viewer writes them, in the viewer's zone. */
export function useFormat(): Format {
  useLanguage()
  const locale = currentLocale()
  const format = formats.get(locale) ?? createFormat(locale)
  formats.set(locale, format)
  return format
}

function createFormat(locale: string): Format {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const number = new Intl.NumberFormat(locale)
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 2 })
  return {
    date: (time) => date.format(new Date(time)),
    dateTime: (time) => dateTime.format(new Date(time)),
    exact: (time) => exact.format(new Date(time)),
    relative(time, now = Date.now()) {
      const seconds = Math.round((new Date(time).getTime() - now) / 1000)
      const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
      // A clock that is a little behind the server's must not speak of the future.
      if (unit === 'second') return relative.format(0, 'second')
      return relative.format(Math.trunc(seconds / size), unit)
    },
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
  }
}
