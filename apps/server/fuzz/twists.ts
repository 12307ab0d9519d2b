import fc from 'fast-check'
import type { RawRequest } from '../test/support/send-raw.ts'
import type { WireRequest } from '../test/support/wire.ts'
import { hostileText } from './hostile.ts'
import * as values from './twist-values.ts'

/** What is done to a whole request, beside its input. */
export interface Twist {
  readonly kind: 'none' | 'body' | 'contentType' | 'method' | 'path' | 'query' | 'header'
  readonly name?: string
  readonly value?: string
}

const of = (kind: Twist['kind'], choices: readonly string[]) =>
  fc.constantFrom(...choices).map((value): Twist => ({ kind, value }))

export const twist: fc.Arbitrary<Twist> = fc.oneof(
  { weight: 24, arbitrary: fc.constant<Twist>({ kind: 'none' }) },
  { weight: 2, arbitrary: of('body', values.bodies) },
  { weight: 1, arbitrary: hostileText.map((value): Twist => ({ kind: 'body', value })) },
  { weight: 1, arbitrary: of('contentType', values.contentTypes) },
  { weight: 1, arbitrary: of('method', values.methods) },
  { weight: 2, arbitrary: of('path', values.paths) },
  { weight: 2, arbitrary: of('query', values.queries) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...values.headers), fc.oneof(fc.constantFrom(...values.headerValues), hostileText))
      .map(([name, value]): Twist => ({ kind: 'header', name, value })),
  },
)

/** The request with the twist in it. */
export function applyTwist(request: WireRequest, { kind, name = '', value = '' }: Twist): RawRequest {
  const { url, headers } = request
  switch (kind) {
    case 'body':
      return { ...request, body: Buffer.from(value, value.includes('\u00ff') ? 'latin1' : 'utf8') }
    case 'contentType':
      return { ...request, headers: { ...headers, 'content-type': value } }
    case 'method':
      return { ...request, method: value }
    case 'path': {
      const [path = '', ...query] = url.split('?')
      return { ...request, url: [path + value, ...query].join('?') }
    }
    case 'query':
      return { ...request, url: `${url}${url.includes('?') ? '&' : '?'}${value}` }
    case 'header':
      return { ...request, headers: { ...headers, [name]: value } }
    default:
      return request
  }
}
