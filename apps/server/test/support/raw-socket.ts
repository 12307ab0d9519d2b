import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

export interface SocketReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Writes bytes that no HTTP library would, and reads the reply until the server hangs up. */
export async function writeLines(url: string, lines: readonly string[], body = ''): Promise<SocketReply> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
  const reply = await text(socket)
  const end = reply.indexOf('\r\n\r\n')
  const [first = '', ...fields] = reply.slice(0, end).split('\r\n')
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ')[1]), headers: new Map(headers), body: reply.slice(end + 4) }
}
