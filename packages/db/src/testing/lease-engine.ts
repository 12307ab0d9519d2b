import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** An engine that this process has until it disposes of the lease, or ends. */
export interface Lease extends AsyncDisposable {
  /** The directory of the engine's socket. */
  readonly socketDir: string
}

/** Asks the run's host (see `engine-host`) for an engine with an empty database. */
export async function leaseEngine(hostPath: string): Promise<Lease> {
  const host = connect(hostPath)
  const { value, done } = await createInterface({ input: host })[Symbol.asyncIterator]().next()
  if (done || value.startsWith('!')) {
    host.destroy()
    throw new Error(`There is no engine for this test: ${value ?? 'the host has gone'}`)
  }
  host.unref()
  return {
    socketDir: value,
    async [Symbol.asyncDispose]() {
      if (host.destroyed) return
      host.destroy()
      await once(host, 'close')
    },
  }
}
