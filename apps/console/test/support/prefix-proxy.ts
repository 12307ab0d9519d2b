import { once } from 'node:events'
import { createServer, request } from 'node:http'

/** A proxy that people reach the server through, below a path that it takes away. */
export async function startPrefixProxy(port: number, prefix: string, target: string): Promise<AsyncDisposable> {
  const { hostname, port: targetPort } = new URL(target)
  const proxy = createServer((incoming, outgoing) => {
    const { url = '/', method, headers } = incoming
    if (url !== prefix && !url.startsWith(`${prefix}/`)) {
      outgoing.writeHead(418).end('not below the prefix')
      return
    }
    const path = url.slice(prefix.length) || '/'
    const forwarded = request({ hostname, port: targetPort, path, method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(outgoing)
    })
    forwarded.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(forwarded)
  })
  proxy.listen(port, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      proxy.close()
      proxy.closeAllConnections()
      await once(proxy, 'close')
    },
  }
}
