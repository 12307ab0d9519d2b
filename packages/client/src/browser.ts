// What browsers have for the tabs of one origin, and Node in part.

interface LockManagerLike {
  request<T>(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    run: (lock: object | null) => Promise<T>,
  ): Promise<T>
}

/** Web Locks, where there are any: not on pages without TLS, and not everywhere. */
export const webLocks = (): LockManagerLike | undefined =>
  (globalThis as { navigator?: { locks?: LockManagerLike } }).navigator?.locks

export interface ChannelLike {
  postMessage(message: unknown): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  unref?(): void
}

/** A channel to the other tabs of this origin, where there are any. */
export function openChannel(name: string): ChannelLike | undefined {
  const { BroadcastChannel: Channel } = globalThis as { BroadcastChannel?: new (name: string) => unknown }
  if (Channel === undefined) return undefined
  const channel = new Channel(name) as ChannelLike
  channel.unref?.()
  return channel
}

interface StorageLike {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** What the tabs of this origin keep together, where they may: browsers throw at the mere question. */
export function pageStorage(): StorageLike | undefined {
  try {
    return (globalThis as { localStorage?: StorageLike }).localStorage
  } catch {
    return undefined
  }
}
