import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const MARK = 'rstr_'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 178 random bits; those that the prefix does not show are 142. */
const RANDOM_CHARACTERS = 30
const CHECK_CHARACTERS = 6
const SHOWN_CHARACTERS = 6

/** What secret scanners look for. The last six characters are a checksum, so that they need not ask. */
export const API_KEY_PATTERN = /^rstr_[0-9A-Za-z]{36}$/

/**
 * The secret of a new API key: a mark, 30 random characters in base 62, and their CRC-32 in six more, after the form
 * that GitHub's tokens have.
 */
export function newApiKeySecret(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return MARK + random + checksumOf(random)
}

/** Whether a credential claims to be an API key, mistyped or not. */
export const looksLikeApiKey = (credential: string): boolean => credential.startsWith(MARK)

/** Whether it may be one that was given out: who mistypes a key is told without a look at the database. */
export function isApiKeySecret(credential: string): boolean {
  if (!API_KEY_PATTERN.test(credential)) return false
  const random = credential.slice(MARK.length, -CHECK_CHARACTERS)
  return credential.endsWith(checksumOf(random))
}

/** The part of a secret that lists show. */
export const prefixOf = (secret: string): string => secret.slice(0, MARK.length + SHOWN_CHARACTERS)

function checksumOf(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let place = 0; place < CHECK_CHARACTERS; place++) {
    digits = `${ALPHABET[rest % ALPHABET.length]}${digits}`
    rest = Math.floor(rest / ALPHABET.length)
  }
  return digits
}
