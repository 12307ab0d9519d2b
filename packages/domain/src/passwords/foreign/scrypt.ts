import type { ForeignHash } from './derivation.ts'
import { fromBase64, fromHex, fromText, isDigest, parameters, positive } from './encoding.ts'

const PHC = /^\$scrypt\$((?:(?:ln|r|p)=\d+,?){3})\$([A-Za-z0-9+/=]*)\$([A-Za-z0-9+/=]+)$/
const DJANGO = /^scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([A-Za-z0-9+/=]+)$/
const WERKZEUG = /^scrypt:(\d+):(\d+):(\d+)\$([^$]+)\$([0-9a-f]+)$/
const BETTER_AUTH = /^([0-9a-f]{32}):([0-9a-f]{128})$/
const FIREBASE =
  /^\$fbscrypt\$v=1,n=(\d+),r=(\d+),p=(\d+)(?:,ss=([A-Za-z0-9+/_-]*={0,2}))?,sk=([A-Za-z0-9+/_-]+={0,2})\$([A-Za-z0-9+/_-]+={0,2})\$([A-Za-z0-9+/_-]+={0,2})$/

/**
 * scrypt (RFC 7914) as passlib and others write it (`$scrypt$ln=16,r=8,p=1$salt$digest`), Django (`scrypt$N$salt$r$p$digest`),
 * Werkzeug (`scrypt:N:r:p$salt$hex`) and better-auth (`salt:hex`, whose parameters are fixed); and Firebase's variant in
 * the layout of Supabase (`$fbscrypt$v=1,n=14,r=8,p=1,ss=…,sk=…$salt$digest`).
 */
export function readScrypt(text: string): ForeignHash | undefined {
  return readPhc(text) ?? readDjango(text) ?? readWerkzeug(text) ?? readBetterAuth(text) ?? readFirebase(text)
}

function readPhc(text: string): ForeignHash | undefined {
  const [matched, numbers = '', salt = '', encoded = ''] = PHC.exec(text) ?? []
  if (matched === undefined) return undefined
  const named = parameters(numbers)
  return scrypt({
    n: powerOf2(named.get('ln')),
    r: positive(named.get('r')),
    p: positive(named.get('p')),
    salt: fromBase64(salt),
    digest: fromBase64(encoded),
  })
}

function readDjango(text: string): ForeignHash | undefined {
  const [matched, n, salt = '', r, p, encoded = ''] = DJANGO.exec(text) ?? []
  if (matched === undefined) return undefined
  return scrypt({ n: positive(n), r: positive(r), p: positive(p), salt: fromText(salt), digest: fromBase64(encoded) })
}

function readWerkzeug(text: string): ForeignHash | undefined {
  const [matched, n, r, p, salt = '', encoded = ''] = WERKZEUG.exec(text) ?? []
  if (matched === undefined) return undefined
  return scrypt({ n: positive(n), r: positive(r), p: positive(p), salt: fromText(salt), digest: fromHex(encoded) })
}

/** The salt is used as it is written, not as the bytes that it stands for. */
function readBetterAuth(text: string): ForeignHash | undefined {
  const [matched, salt = '', encoded = ''] = BETTER_AUTH.exec(text) ?? []
  if (matched === undefined) return undefined
  return scrypt({ n: 16384, r: 16, p: 1, salt: fromText(salt), digest: fromHex(encoded) })
}

/** The project's key is as long as the hash that is made of it. */
function readFirebase(text: string): ForeignHash | undefined {
  const [matched, n, r, p, separator = '', key = '', salted = '', encoded = ''] = FIREBASE.exec(text) ?? []
  const [salt, end, signerKey, digest] = [salted, separator, key, encoded].map(fromBase64)
  if (matched === undefined || salt === undefined || end === undefined) return undefined
  if (signerKey === undefined || signerKey.length !== digest?.length) return undefined
  const whole = new Uint8Array(Buffer.concat([salt, end]))
  const hash = scrypt({ n: powerOf2(n), r: positive(r), p: positive(p), salt: whole, digest })
  // AES-256's key is all that is used of what scrypt gives.
  return hash?.derivation.kind === 'scrypt'
    ? { ...hash, derivation: { ...hash.derivation, length: 32, signerKey } }
    : undefined
}

const powerOf2 = (exponent: string | undefined): number => {
  const log2 = positive(exponent)
  return log2 <= 30 ? 2 ** log2 : Number.NaN
}

interface Parts {
  readonly n: number
  readonly r: number
  readonly p: number
  readonly salt: Uint8Array | undefined
  readonly digest: Uint8Array | undefined
}

function scrypt({ n, r, p, salt, digest }: Parts): ForeignHash | undefined {
  // RFC 7914 §2 wants N below 2^(128 * r / 8), and OpenSSL computes no other.
  const isValid = Number.isInteger(Math.log2(n)) && n > 1 && Math.log2(n) < 16 * r && r > 0 && p > 0
  if (!isValid || salt === undefined || !isDigest(digest)) return undefined
  return { derivation: { kind: 'scrypt', n, r, p, salt, length: digest.length }, digest }
}
