/** The bytes of base64 in any of its spellings: with or without padding, passlib's `.` for `+`, the one for URLs. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/._-]*={0,2}$/.test(text)) return undefined
  return new Uint8Array(Buffer.from(text.replaceAll('.', '+'), 'base64'))
}

export const fromHex = (text: string): Uint8Array | undefined =>
  /^(?:[0-9a-f]{2})+$/i.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : undefined

export const fromText = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A whole number from 1 on, or NaN. */
export const positive = (text: string | undefined): number =>
  text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN

/** `m=65536,t=3` as a map. */
export const parameters = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(',').map((pair): [string, string] => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

/** A digest shorter than this is no proof of a password. */
export const isDigest = (bytes: Uint8Array | undefined): bytes is Uint8Array =>
  bytes !== undefined && bytes.length >= 16 && bytes.length <= 512
