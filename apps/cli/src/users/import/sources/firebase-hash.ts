import type { FirebaseParameters } from './source.ts'
import { standardBase64 } from './values.ts'

/** Firebase's scrypt with all that it takes to check it, in the layout that Supabase gave it. */
export function fbscrypt(
  hash: string,
  salt: string,
  { signerKey = '', saltSeparator, rounds, memCost }: FirebaseParameters,
): string {
  const [key, separator, salted, digest] = [signerKey, saltSeparator, salt, hash].map(standardBase64)
  return `$fbscrypt$v=1,n=${memCost},r=${rounds},p=1,ss=${separator},sk=${key}$${salted}$${digest}`
}
