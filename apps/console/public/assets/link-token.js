/**
 * The token of the link that led here, or nothing. It stands in the fragment, which never reaches a server, and is taken
 * out of the address bar, so that neither the history nor a shared screen keeps it.
 */
export function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (location.hash !== '') history.replaceState(null, '', location.pathname)
  // A second link opened in the same tab changes the fragment alone.
  addEventListener('hashchange', () => location.reload())
  return token || undefined
}
