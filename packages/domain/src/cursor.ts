import { createHash, timingSafeEqual } from 'node:crypto'
import { invalidField } from './errors.ts'
import type { Vault } from './vault.ts'

const MAC_BYTES = 16

type Position = readonly (string | null)[]

/**
 * A cursor: where a list goes on, under a MAC that covers the list, its sort and its filters as well, so that a
 * cursor cannot be changed or used under another query.
 */
export function sealCursor(vault: Vault, scope: unknown, position: Position): string {
  const payload = Buffer.from(JSON.stringify(position))
  return Buffer.concat([macOf(vault, scope, payload), payload]).toString('base64url')
}

/** @throws VALIDATION_FAILED at `cursor` when it is no cursor of this list, sort and filter */
export function openCursor(vault: Vault, scope: unknown, cursor: string): Position {
  const bytes = Buffer.from(cursor, 'base64url')
  const payload = bytes.subarray(MAC_BYTES)
  const genuine =
    bytes.length > MAC_BYTES &&
    bytes.toString('base64url') === cursor && // decoding passes over what is not base64
    timingSafeEqual(bytes.subarray(0, MAC_BYTES), macOf(vault, scope, payload))
  if (!genuine)
    throw invalidField('cursor', 'invalid_cursor', 'Must be the next_cursor of a page with the same sort and filters')
  return JSON.parse(payload.toString())
}

function macOf(vault: Vault, scope: unknown, payload: Buffer): Buffer {
  const scopeHash = createHash('sha256').update(JSON.stringify(scope)).digest()
  return vault.mac('cursor', Buffer.concat([scopeHash, payload])).subarray(0, MAC_BYTES)
}
