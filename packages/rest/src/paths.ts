import type { Method } from './route.ts'

/** One path template and what answers each of its methods. */
export interface PathEntry<Handler> {
  /** Below the prefix: `/users/{user_id}`. */
  readonly path: string
  readonly handlers: ReadonlyMap<Method, Handler>
  /** The value of `Allow` (RFC 9110 §10.2.1). */
  readonly allow: string
}

const order: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Groups routes by path. */
export function pathEntries<Handler>(
  routes: Iterable<readonly [path: string, method: Method, handler: Handler]>,
): readonly PathEntry<Handler>[] {
  const paths = new Map<string, Map<Method, Handler>>()
  for (const [path, method, handler] of routes) {
    const handlers = paths.get(path) ?? new Map<Method, Handler>()
    paths.set(path, handlers.set(method, handler))
  }
  return [...paths].map(([path, handlers]) => ({ path, handlers, allow: allowOf(handlers) }))
}

/** The documented methods in a fixed order, `HEAD` where `GET` is, and `OPTIONS`. */
function allowOf(handlers: ReadonlyMap<Method, unknown>): string {
  const documented = order.filter((method) => handlers.has(method))
  return [...documented.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].join(', ')
}

/**
 * Finds the entry of a path, a static segment before a parameter. Only for methods that Fastify knows no route for;
 * all others are matched by its router.
 */
export function findEntry<Handler>(
  entries: readonly PathEntry<Handler>[],
  path: string,
): PathEntry<Handler> | undefined {
  const segments = segmentsOf(path).map(decode)
  const matching = entries.filter((entry) => {
    const template = segmentsOf(entry.path)
    return template.length === segments.length && template.every((part, i) => isParam(part) || part === segments[i])
  })
  return matching.sort((a, b) => rank(a.path).localeCompare(rank(b.path)))[0]
}

/** Sorts a static segment before a parameter, from left to right. */
function rank(template: string): string {
  return segmentsOf(template)
    .map((part) => (isParam(part) ? '1' : '0'))
    .join('')
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/')
}

function isParam(segment: string): boolean {
  return segment.startsWith('{')
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
