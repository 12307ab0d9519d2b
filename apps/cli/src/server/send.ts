import type { FetchLike } from '@roster/client'

/** What keeps a server from being reached, in a way that another try does not change. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError'
  readonly location: string

  constructor(location: string) {
    super(`The server redirects to ${location}.`)
    this.location = location
  }
}

/** `fetch` that follows no redirect: a password or a key goes to the server that was named, and to no other. */
export const sendOnce: FetchLike = async (url, init) => {
  const reply = await fetch(url, { ...init, redirect: 'manual' })
  if (reply.status < 300 || reply.status > 399) return reply
  throw new RedirectError(reply.headers.get('location') ?? 'somewhere else')
}
