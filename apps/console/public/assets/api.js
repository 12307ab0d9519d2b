const base = document.documentElement.dataset.base ?? ''

/** What the server answered, or would not. */
export class Problem extends Error {
  /** @param {{ code?: string, title?: string, detail?: string, errors?: { pointer: string, detail: string }[], retry_after_seconds?: number }} document */
  constructor(document) {
    super(
      document.errors?.length
        ? (document.title ?? 'The input is not valid.')
        : (document.detail ?? document.title ?? 'Something went wrong.'),
    )
    this.code = document.code
    this.errors = document.errors ?? []
    this.retryAfterSeconds = document.retry_after_seconds
  }
}

/**
 * Calls the API with a JSON body and gives the JSON of the answer, or nothing for an empty one.
 * Throws a Problem for everything else, an unreachable server included.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {{ body?: object, token?: string }} [options]
 */
export async function call(method, path, { body, token } = {}) {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
  }).catch(() => {
    throw new Problem({ title: 'The server cannot be reached. Check your connection and try again.' })
  })
  const answer = await response.json().catch(() => undefined)
  if (!response.ok) throw new Problem(answer ?? { title: `The server answered with status ${response.status}.` })
  return answer
}
