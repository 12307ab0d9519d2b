import { misuse } from '../failure.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * The address of a server as it is kept and compared: an origin, and a path if it is below one.
 * @throws Failure when it is not an address, or would carry secrets in the clear through a network
 */
export function parseAddress(text: string, allowHttp = false): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw misuse(`“${text}” is not the address of a server.`, 'Write it in full: https://accounts.example.com')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw misuse(
      'The address of a server has no user, password, query or fragment in it.',
      'Write it like this: https://accounts.example.com',
    )
  }
  if (url.protocol === 'http:' && !allowHttp && !LOOPBACK.test(url.hostname)) {
    throw misuse(
      `${url.origin} is not encrypted: everyone on the way could read your password, session or key.`,
      'Use https. If the network in between is your own, add --allow-http or set ROSTER_ALLOW_HTTP=1.',
    )
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
