import { isFields } from '../record.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** Text that is not empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The first one that says something. */
export const firstOf = (...values: readonly unknown[]): string | undefined => values.map(textOf).find(Boolean)

/** A name of its parts. */
export const joined = (...parts: readonly unknown[]): string | undefined =>
  textOf(
    parts
      .map(textOf)
      .filter((part) => part !== undefined)
      .join(' '),
  )

/** What is written as true or false; undefined for anything else. */
export function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = textOf(value)?.toLowerCase()
  if (text === undefined) return undefined
  if (['true', 't', '1', 'yes'].includes(text)) return true
  return ['false', 'f', '0', 'no'].includes(text) ? false : undefined
}

/**
 * A time as RFC 3339, of what databases and programs write: that itself, `2024-01-15 10:30:00.123+00`, milliseconds since
 * 1970, or MongoDB's `{ "$date": … }`. A time without a zone is taken for UTC. What is no time stays as it is, for the
 * server to refuse.
 */
export function timeOf(value: unknown): string | undefined {
  if (isFields(value) && '$date' in value) return timeOf(value.$date)
  const text = textOf(value)
  if (text === undefined) return undefined
  if (/^\d{11,14}$/.test(text)) return new Date(Number(text)).toISOString()
  const [, day, time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/.exec(text) ?? []
  if (day === undefined) return text
  return `${day}T${time.length === 5 ? `${time}:00` : time}${zoneOf(zone)}`
}

function zoneOf(zone: string): string {
  if (zone === 'Z' || zone === 'UTC') return 'Z'
  const [hours, minutes] = [zone.slice(0, 3), zone.slice(3).replace(':', '')]
  return `${hours}:${minutes === '' ? '00' : minutes}`
}

/** An id that can stay: a UUID. */
export function idOf(value: unknown): { readonly id?: string; readonly sourceId?: string | undefined } {
  const text = textOf(isFields(value) ? value.$oid : value)
  return text !== undefined && UUID.test(text) ? { id: text.toLowerCase() } : { sourceId: text }
}

/** Base64 as most write it, of the one for URLs. */
export const standardBase64 = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/')

/** What is a JSON object, or the text of one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isFields(value)) return value
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return {}
  try {
    const parsed: unknown = JSON.parse(value)
    return isFields(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** Without what was not said, so that the server takes its own. */
export const said = <Row extends object>(row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row
