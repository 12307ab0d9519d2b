import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net'

/** A way to the server that can be disturbed as a network and a failing server disturb it. */
export interface DatabaseProxy extends AsyncDisposable {
  /** The database's URL through the proxy. */
  url: string
  /** Nothing is passed on from now on, in either direction; connections are accepted and hang. */
  freeze(): void
  /** What was held back is passed on, and so is everything after it. */
  thaw(): void
  /** Every connection ends, and new ones are refused, until `open`. */
  close(): Promise<void>
  open(): Promise<void>
}

/** Starts a proxy in front of the PostgreSQL server in `url`. */
export async function startProxy(url: string): Promise<DatabaseProxy> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let frozen = false
  const server = createServer((client) => {
    const upstream = dial(Number(target.port || 5432), target.hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => to.write(chunk))
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      if (frozen) from.pause()
    }
  })
  const port = await listen(server, 0)
  const own = new URL(url)
  own.hostname = '127.0.0.1'
  own.port = String(port)

  const close = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return {
    url: own.href,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      frozen = false
      for (const socket of sockets) socket.resume()
    },
    close,
    open: async () => void (await listen(server, port)),
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await close()
    },
  }
}

/** A server that answers every connection with one error, as PostgreSQL does while it starts or when it is full. */
export async function startRefusingServer(sqlState: string): Promise<{ url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(errorResponse(sqlState)))
  })
  const port = await listen(server, 0)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function errorResponse(sqlState: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0Mrefused\0\0`)
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
