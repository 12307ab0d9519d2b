import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  readonly mail: ParsedMail
  readonly sender: string
  readonly recipients: readonly string[]
  /** Whether it came over TLS, and who had signed in. */
  readonly secure: boolean
  readonly user: string | undefined
}

/** A real SMTP server for one test. */
export interface TestSmtpServer extends AsyncDisposable {
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** Resolves with the mail received next. */
  next(): Promise<ReceivedMail>
}

export type TestSmtpOptions = SMTPServerOptions & { readonly port?: number }

/** Takes every mail, without sign-in, unless the options say otherwise; offers STARTTLS with a certificate nobody signed. */
export async function startTestSmtpServer({ port = 0, ...options }: TestSmtpOptions = {}): Promise<TestSmtpServer> {
  const received: ReceivedMail[] = []
  let next = Promise.withResolvers<ReceivedMail>()
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    closeTimeout: 1,
    async onData(stream, session, callback) {
      const mail = await simpleParser(stream)
      const { mailFrom, rcptTo } = session.envelope
      received.push({
        mail,
        sender: mailFrom === false || mailFrom === undefined ? '' : mailFrom.address,
        recipients: rcptTo.map(({ address }) => address),
        secure: session.secure,
        user: typeof session.user === 'string' ? session.user : undefined,
      })
      callback()
      next.resolve(received[received.length - 1] as ReceivedMail)
      next = Promise.withResolvers()
    },
    ...options,
  })
  // A client that goes away is part of what is tested.
  server.on('error', () => undefined)
  const listener = server.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    received,
    next: () => next.promise,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** An SMTP reply for the hooks of the server: `refusal('550 5.1.1 No such user')`. */
export function refusal(reply: string): Error {
  const [code = '', ...text] = reply.split(' ')
  return Object.assign(new Error(text.join(' ')), { responseCode: Number(code) })
}
