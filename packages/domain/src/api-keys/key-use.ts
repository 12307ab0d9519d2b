import type { Db } from '@roster/db'
import { touchApiKey, type UsableKey } from './store.ts'

/** At most once in so long per key, so that a key in steady use does not write with every read. */
const INTERVAL_MS = 60_000

/** Notes when keys were last used, beside the requests and not in their way. Disposing it waits for what is on its way. */
export interface KeyUse extends AsyncDisposable {
  note(key: Pick<UsableKey, 'id' | 'lastUsedAt'>): void
  /** Waits until everything noted so far is written. */
  settle(): Promise<void>
}

export function createKeyUse({ client, now }: { readonly client: Db; now(): Date }): KeyUse {
  const notedAt = new Map<string, number>()
  const writing = new Set<Promise<void>>()
  const settle = async () => {
    await Promise.all(writing)
  }
  return {
    note({ id, lastUsedAt }) {
      const at = now()
      const knownMs = Math.max(notedAt.get(id) ?? 0, lastUsedAt?.getTime() ?? 0)
      if (at.getTime() - knownMs < INTERVAL_MS) return
      notedAt.set(id, at.getTime())
      // Not known is what a time that could not be written is; the next use a minute from now is noted again.
      const write = touchApiKey(client, id, at).catch(() => undefined)
      writing.add(write)
      void write.finally(() => writing.delete(write))
    },
    settle,
    [Symbol.asyncDispose]: settle,
  }
}
