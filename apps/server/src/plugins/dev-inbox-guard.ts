import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../env/safety.ts'

/**
 * Why a request must not see the inbox, or nothing. The inbox has no sign-in, so two things keep other sites out: the
 * host has to be ours by name (a name that an attacker points at us is not), and a browser must not say that another
 * site sent the request, unless somebody follows a link to a page.
 */
export function refusalOf(
  { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>,
  publicUrl: string,
): string | undefined {
  const own = new URL(publicUrl)
  const asked = URL.parse(`${own.protocol}//${headers.host ?? ''}`)
  if (!asked || (asked.host !== own.host && !isLoopback(asked.hostname))) {
    return `The development inbox answers on ${own.host} and on this machine only.`
  }
  const site = single(headers['sec-fetch-site'])
  const reading = method === 'GET' || method === 'HEAD'
  const followsLink = reading && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  // Under our referrer policy a form of our own has the origin "null": that header counts for old browsers only.
  const ours = site === undefined ? isOwn(headers.origin, asked) : site === 'same-origin' || site === 'none'
  if (!ours && !followsLink) return 'The development inbox is not for other sites.'
  return undefined
}

const isOwn = (origin: string | undefined, asked: URL): boolean =>
  origin === undefined || URL.parse(origin)?.host === asked.host

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join() : value
