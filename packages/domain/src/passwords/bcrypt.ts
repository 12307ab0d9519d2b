import { createRequire } from 'node:module'
import { hashSync } from 'bcryptjs'

/** Hashes under a salt that names its version and cost, as `$2b$12$…`. Blocks for as long as that takes. */
type Bcrypt = (input: string, salt: string) => string

export interface ChosenBcrypt {
  readonly implementation: 'native' | 'bcryptjs'
  readonly bcrypt: Bcrypt
}

/** What implementations have disagreed about: letters beyond ASCII, byte 72, and NUL (a key repeats, so not twice the same). */
const PROBES = ['pässwörd 🔑', 'a'.repeat(80), 'one\0two', '']
const SALT = '$2b$04$XXXXXXXXXXXXXXXXXXXXXO'

/**
 * The native implementation (the package `bcrypt`, 1.4 times as fast) where somebody has installed it and it makes the
 * same hashes on this machine; bcryptjs, which runs everywhere, otherwise.
 */
export function chooseBcrypt(loadNative: () => unknown = requireNative): ChosenBcrypt {
  const native = nativeBcrypt(loadNative)
  const agrees = native !== undefined && PROBES.every((probe) => isSame(native, probe))
  return agrees ? { implementation: 'native', bcrypt: native } : { implementation: 'bcryptjs', bcrypt: hashSync }
}

const requireNative = (): unknown => createRequire(import.meta.url)('bcrypt')

function nativeBcrypt(load: () => unknown): Bcrypt | undefined {
  try {
    const found = load() as { readonly hashSync?: unknown } | undefined
    return typeof found?.hashSync === 'function' ? (found.hashSync as Bcrypt) : undefined
  } catch {
    return undefined
  }
}

function isSame(native: Bcrypt, probe: string): boolean {
  try {
    return native(probe, SALT) === hashSync(probe, SALT)
  } catch {
    return false
  }
}
