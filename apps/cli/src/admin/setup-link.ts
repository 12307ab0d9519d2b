import { misuse } from '../failure.ts'
import { parseAddress } from '../server/address.ts'

export interface SetupLink {
  readonly url: string
  readonly token: string
}

/**
 * Reads the link that a server prints while it has no administrator, or the token in it alone.
 * @param url Where the server is
 * @param isGiven Whether somebody has said so; otherwise the link knows better
 * @throws Failure when it is neither
 */
export function parseSetupLink(text: string, url: string, isGiven: boolean, allowHttp: boolean): SetupLink {
  const trimmed = text.trim()
  if (/^[\w-]{16,200}$/.test(trimmed)) return { url, token: trimmed }
  const [, address, token] = /^(https?:\/\/.+)\/setup\/?#token=([\w-]{16,200})$/.exec(trimmed) ?? []
  if (address === undefined || token === undefined) {
    throw misuse(
      'This is not the link that the server has printed.',
      'It looks like https://accounts.example.com/setup#token=… and is needed whole.',
    )
  }
  return { url: isGiven ? url : parseAddress(address, allowHttp), token }
}
