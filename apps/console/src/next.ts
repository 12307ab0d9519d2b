export interface NextSearch {
  readonly next?: string | undefined
}

/** Where to go after signing in: an address of this origin, as the browser reads it, and nothing else. */
export function nextOf({ next }: { readonly next?: unknown }): NextSearch {
  if (typeof next !== 'string' || !next.startsWith('/')) return { next: undefined }
  const url = URL.parse(next, location.origin)
  return { next: url?.origin === location.origin ? url.pathname + url.search + url.hash : undefined }
}
