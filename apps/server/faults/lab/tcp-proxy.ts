import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between the server and its database and does to their connections what a network does. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number
  /** How long each piece of data is on its way, in both directions. */
  latencyMs: number
  /** While it is set, data is swallowed: connections stay open, and nothing comes back. */
  swallows: boolean
  /** Cuts every connection that is open, without a goodbye. */
  cut(): number
}

export async function startProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((incoming) => {
    const outgoing = connect(targetPort, '127.0.0.1')
    const pair = [incoming, outgoing] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    carry(incoming, outgoing)
    carry(outgoing, incoming)
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end)
  })

  function carry(from: Socket, to: Socket): void {
    from.on('data', (data) => {
      if (proxy.swallows) return
      if (proxy.latencyMs === 0) to.write(data)
      else setTimeout(() => to.write(data), proxy.latencyMs)
    })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const proxy: TcpProxy = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    latencyMs: 0,
    swallows: false,
    cut() {
      const { size } = pairs
      for (const [incoming, outgoing] of [...pairs]) {
        incoming.resetAndDestroy()
        outgoing.destroy()
      }
      return size
    },
    async [Symbol.asyncDispose]() {
      proxy.cut()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}
