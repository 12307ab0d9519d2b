/** How a digest is made of a password: plain data, because a worker thread does it. Lengths are in bytes. */
export type Derivation =
  | {
      readonly kind: 'argon2'
      readonly type: 'argon2id' | 'argon2i' | 'argon2d'
      readonly memoryKiB: number
      readonly passes: number
      readonly lanes: number
      readonly salt: Uint8Array
      readonly length: number
    }
  | {
      readonly kind: 'scrypt'
      readonly n: number
      readonly r: number
      readonly p: number
      readonly salt: Uint8Array
      readonly length: number
      /** Firebase encrypts its project's key under what scrypt gives, and calls that the hash. */
      readonly signerKey?: Uint8Array
    }
  | {
      readonly kind: 'pbkdf2'
      readonly algorithm: 'sha1' | 'sha256' | 'sha512'
      readonly iterations: number
      readonly salt: Uint8Array
      readonly length: number
    }
  | {
      readonly kind: 'bcrypt'
      /** Django's `bcrypt_sha256` runs bcrypt on the SHA-256 of the password, in hex. */
      readonly input: 'password' | 'sha256-hex'
      readonly cost: number
      /** In bcrypt's base64, 22 characters. */
      readonly salt: string
    }

/** A hash that another program made: what to compute, and what should come out. */
export interface ForeignHash {
  readonly derivation: Derivation
  readonly digest: Uint8Array
}

/** Why a text is no hash that anybody could sign in with. */
export type Refusal = 'too_costly' | 'too_weak' | 'unsupported' | 'unknown'
