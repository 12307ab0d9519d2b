import type { ForeignHash } from './derivation.ts'
import { fromText } from './encoding.ts'

const BCRYPT = /^(bcrypt\$|bcrypt_sha256\$)?\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/

/**
 * Bcrypt as nearly everything writes it (`$2a$`, `$2b$`, and `$2y$` of PHP and htpasswd), and behind `bcrypt$` or
 * `bcrypt_sha256$`, as Django does. It looks at the first 72 bytes of a password.
 */
export function readBcrypt(text: string): ForeignHash | undefined {
  const [matched, prefix, cost, salt = '', digest = ''] = BCRYPT.exec(text) ?? []
  if (matched === undefined || Number(cost) < 4) return undefined
  const input = prefix === 'bcrypt_sha256$' ? 'sha256-hex' : 'password'
  return {
    derivation: { kind: 'bcrypt', input, cost: Number(cost), salt },
    digest: fromText(digest),
  }
}
