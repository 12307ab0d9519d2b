/**
 * The token of the mailed link that led here, or nothing. It stands in the fragment, which never reaches a server, and
 * is taken out of the address bar before anything else runs, so that neither the history nor a shared screen keeps it.
 */
let token = take()

function take(): string | undefined {
  const found = new URLSearchParams(location.hash.slice(1)).get('token')
  if (found !== null) history.replaceState(history.state, '', location.pathname + location.search)
  return found || undefined
}

// A second link opened in the same tab changes the fragment alone.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload()
})

export const linkToken = (): string | undefined => token

/** Forgets it: used, refused, or not wanted any longer. */
export function dropLinkToken(): void {
  token = undefined
}
