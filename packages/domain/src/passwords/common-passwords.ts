import { readFileSync } from 'node:fs'

let list: ReadonlySet<string> | undefined

/**
 * Makes spellings that differ in case, width or composition equal. Upper case comes first, for `ß` and `ı` have no other
 * way to meet `ss` and `i`.
 */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

/**
 * Whether a password is one of more than 20,000 common ones of at least 8 characters, in any case (NIST SP 800-63B-4
 * §3.1.1.2, ASVS 6.2.4, 6.2.12). Where the list comes from: `common-passwords.md`.
 */
export function isCommonPassword(password: string): boolean {
  list ??= readList()
  return list.has(foldCase(password))
}

function readList(): ReadonlySet<string> {
  return new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n'),
  )
}
