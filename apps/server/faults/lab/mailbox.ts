import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** How the server behaves towards whoever brings a mail. */
export type Manners =
  | 'takes'
  /** Accepts connections and never says a word. */
  | 'silent'
  /** Takes everything and does not say whether it has. */
  | 'silent after the message'
  /** Hangs up in the middle of the message. */
  | 'drops'
  /** Keeps the message, and hangs up before it says so. */
  | 'takes and drops'
  /** `451`: later. */
  | 'postpones'

export interface Taken {
  readonly to: string
  readonly messageId: string
  readonly subject: string
}

/** A small SMTP server with manners that can be changed while it runs. */
export interface Mailbox extends AsyncDisposable {
  readonly port: number
  readonly taken: readonly Taken[]
  /** How many messages were begun. */
  readonly attempts: number
  manners: Manners
}

export async function openMailbox(manners: Manners, port = 0): Promise<Mailbox> {
  const taken: Taken[] = []
  const sockets = new Set<Socket>()
  let attempts = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (mailbox.manners !== 'silent') talk(socket, mailbox, taken, () => (attempts += 1))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const mailbox: Mailbox = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    taken,
    get attempts() {
      return attempts
    },
    manners,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return mailbox
}

/** RFC 5321, as much of it as one polite client needs. */
function talk(socket: Socket, mailbox: Mailbox, taken: Taken[], begin: () => void): void {
  let unread = ''
  let message: string | undefined
  let to = ''
  const reply = (line: string) => void socket.write(`${line}\r\n`)
  reply('220 faults.test ESMTP')
  socket.setEncoding('utf8').on('data', (data: string) => {
    unread += data
    for (;;) {
      const end = unread.indexOf('\r\n')
      if (end === -1) return
      const line = unread.slice(0, end)
      unread = unread.slice(end + 2)
      if (message === undefined) command(line)
      else if (line === '.') finish(message)
      else {
        message += `${line}\n`
        if (mailbox.manners === 'drops') return socket.destroy()
      }
    }
  })

  function command(line: string) {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? ''
    if (verb === 'QUIT') return socket.end('221 bye\r\n')
    if (verb !== 'DATA') return reply('250 ok')
    begin()
    message = ''
    reply('354 go on')
  }

  function finish(text: string) {
    message = undefined
    if (mailbox.manners === 'postpones') return reply('451 4.3.0 later')
    if (mailbox.manners === 'silent after the message') return
    const header = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(text)?.[1] ?? ''
    taken.push({ to, messageId: header('Message-ID'), subject: header('Subject') })
    if (mailbox.manners === 'takes and drops') socket.destroy()
    else reply('250 taken')
  }
}
