import type { Services } from '../context.ts'
import { keyThatSigns, openSigningKey, type SigningKey, type StoredSigningKey } from './signing-key.ts'
import { findSigningKeys } from './signing-key-store.ts'

/** What an operator may know of a key pair. */
export interface SigningKeyInfo extends Pick<StoredSigningKey, 'kid' | 'createdAt' | 'activeAt' | 'expiresAt'> {
  /** `next`: published, signs later. `old`: only verifies, until it expires. */
  readonly state: 'signs' | 'next' | 'old'
  /** Whether AUTH_SECRET opens it. */
  readonly opens: boolean
}

/** The keys that sign, will sign, or still verify, newest first. Nothing secret is in the answer. */
export async function listSigningKeys(
  services: Pick<Services, 'client' | 'vault' | 'now'>,
): Promise<readonly SigningKeyInfo[]> {
  const now = services.now()
  const stored = await findSigningKeys(services.client, now)
  const opened = await Promise.all(stored.map((key) => openSigningKey(services.vault, key).catch(() => undefined)))
  const signing = keyThatSigns(
    opened.filter((key): key is SigningKey => key !== undefined),
    now,
  )
  return stored.map(({ kid, createdAt, activeAt, expiresAt }, index) => ({
    kid,
    createdAt,
    activeAt,
    expiresAt,
    state: kid === signing?.kid ? 'signs' : activeAt > now ? 'next' : 'old',
    opens: opened[index] !== undefined,
  }))
}
