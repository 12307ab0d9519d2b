import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

export type Purpose = 'signing-key' | 'mail' | 'refresh-successor' | 'cursor' | 'idempotency'

/** Everything that AUTH_SECRET protects, each purpose under a key of its own (HKDF-SHA-256, RFC 5869). */
export interface Vault {
  /** AES-256-GCM: nonce, tag, ciphertext. */
  seal(purpose: Purpose, plaintext: Uint8Array | string): Uint8Array<ArrayBuffer>
  /** Throws when the data was changed or sealed under another secret or purpose. */
  open(purpose: Purpose, sealed: Uint8Array): Buffer
  /** HMAC-SHA-256. */
  mac(purpose: Purpose, data: string | Uint8Array): Buffer
}

/** @param secret AUTH_SECRET, at least 32 characters. */
export function createVault(secret: string): Vault {
  const keys = new Map<Purpose, Buffer>()
  const keyFor = (purpose: Purpose): Buffer => {
    const known = keys.get(purpose)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', secret, 'roster', purpose, 32))
    keys.set(purpose, key)
    return key
  }
  return {
    seal(purpose, plaintext) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]))
    },
    open(purpose, sealed) {
      const nonce = sealed.subarray(0, NONCE_BYTES)
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: TAG_BYTES })
      decipher.setAuthTag(tag)
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    },
    mac: (purpose, data) => createHmac('sha256', keyFor(purpose)).update(data).digest(),
  }
}

/** A secret to hand out once: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is stored of a secret. Its entropy makes a slow hash needless. */
export const sha256 = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(secret).digest())
