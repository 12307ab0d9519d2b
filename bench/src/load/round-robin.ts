// A proxy that passes each connection's requests to the next of several servers in turn. Arguments: their ports. It
// does as little as a proxy can, so that what is measured is what stands behind it.
import { Agent, createServer, request } from 'node:http'

const ports = process.argv.slice(2).map(Number)
const agents = ports.map(() => new Agent({ keepAlive: true, maxSockets: 64 }))
let turn = 0

const server = createServer((incoming, outgoing) => {
  const index = turn++ % ports.length
  const passed = request(
    {
      host: '127.0.0.1',
      port: ports[index],
      agent: agents[index],
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  passed.once('error', () => outgoing.destroy())
  incoming.pipe(passed)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`listening ${typeof address === 'object' ? address?.port : ''}\n`)
})
process.once('SIGTERM', () => process.exit(0))
