import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { DeliveryError, type OutgoingMail } from '@roster/domain'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createSmtpTransport, type SmtpOptions } from './smtp-transport.ts'
import { refusal, startTestSmtpServer, type TestSmtpOptions } from './test-smtp-server.ts'

const mail: OutgoingMail = {
  from: { name: 'Röster, Inc.', address: 'no-reply@roster.example' },
  to: 'ada@example.com',
  subject: 'Confirm your address – now',
  text: 'Open https://roster.example/verify-email#token=secret\n',
  html: '<p>Open <a href="https://roster.example/verify-email#token=secret">this</a></p>',
  messageId: '<0190a8f0-0000-7000-8000-000000000001@roster.example>',
}

async function start(options: TestSmtpOptions = {}) {
  const server = await startTestSmtpServer(options)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

function connect(port: number, query = '', options: SmtpOptions = {}, credentials = '') {
  const transport = createSmtpTransport(`smtp://${credentials}127.0.0.1:${port}${query}`, options)
  onTestFinished(() => transport[Symbol.asyncDispose]())
  return { ...transport, send: (signal = AbortSignal.timeout(10_000)) => transport.send(mail, signal) }
}

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await work.catch((error: unknown) => error)
  if (outcome instanceof DeliveryError) return outcome
  throw new Error('did not fail as it should', { cause: outcome })
}

/** A port where something listens and never says a word. */
async function silentPort(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe('a mail that arrives', () => {
  test('has both bodies, its Message-ID, one recipient, and asks for no automatic answers', async () => {
    const server = await start()
    await connect(server.port).send()
    const [received] = server.received
    expect(received).toMatchObject({ sender: 'no-reply@roster.example', recipients: ['ada@example.com'] })
    expect(received?.mail).toMatchObject({
      subject: mail.subject,
      messageId: mail.messageId,
      html: `${mail.html}\n`.trimEnd(),
    })
    expect(received?.mail.text?.trim()).toBe(mail.text.trim())
    expect(received?.mail.from?.value).toEqual([{ name: 'Röster, Inc.', address: 'no-reply@roster.example' }])
    expect(received?.mail.headers.get('auto-submitted')).toBe('auto-generated')
  })

  test('cannot get further recipients from a recipient with a list in it', async () => {
    const server = await start()
    const transport = createSmtpTransport(`smtp://127.0.0.1:${server.port}`)
    onTestFinished(() => transport[Symbol.asyncDispose]())
    await transport
      .send({ ...mail, to: 'ada@example.com, eve@example.com' }, AbortSignal.timeout(10_000))
      .catch(() => undefined)
    await transport
      .send({ ...mail, to: 'ada@example.com\r\nRCPT TO:<eve@example.com>' }, AbortSignal.timeout(10_000))
      .catch(() => undefined)
    expect(server.received.flatMap(({ recipients }) => recipients)).not.toContain('eve@example.com')
  })

  test('goes over a kept connection when another one went before', async () => {
    let connections = 0
    const server = await start({
      onConnect: (_, callback) => {
        connections += 1
        callback()
      },
    })
    const transport = connect(server.port)
    await transport.send()
    await transport.send()
    expect(server.received).toHaveLength(2)
    expect(connections).toBe(1)
  })
})

describe('TLS', () => {
  test('is used on this machine when it is offered, whoever signed the certificate', async () => {
    const server = await start()
    await connect(server.port).send()
    expect(server.received[0]?.secure).toBe(true)
  })

  test('that is required must be genuine', async () => {
    const server = await start()
    expect(await failureOf(connect(server.port, '?tls=required').send())).toMatchObject({ failure: 'unreachable' })
    expect(server.received).toEqual([])
  })

  test('that is required must be offered, before any password is sent', async () => {
    const passwords: unknown[] = []
    const server = await start({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _, callback) => {
        passwords.push(auth.password)
        callback(null, { user: 'me' })
      },
    })
    expect(await failureOf(connect(server.port, '?tls=required', {}, 'me:secret@').send())).toMatchObject({
      failure: 'unreachable',
    })
    expect(passwords).toEqual([])
  })

  test('is left alone with ?tls=none', async () => {
    const server = await start()
    await connect(server.port, '?tls=none').send()
    expect(server.received[0]?.secure).toBe(false)
  })
})

describe('signing in', () => {
  const withPassword: TestSmtpOptions = {
    authOptional: false,
    onAuth: ({ username, password }, _, callback) =>
      password === 'p#/%'
        ? callback(null, { user: username ?? '' })
        : callback(refusal('535 5.7.8 wrong for ada@example.com')),
  }

  test('uses the credentials of the URL', async () => {
    const server = await start(withPassword)
    const transport = connect(server.port, '', {}, 'me%40example.com:p%23%2F%25@')
    await transport.verify()
    await transport.send()
    expect(server.received[0]?.user).toBe('me@example.com')
  })

  test('with a wrong password delays every mail and drops none', async () => {
    const server = await start(withPassword)
    const transport = connect(server.port, '', {}, 'me:wrong@')
    expect(await failureOf(transport.send())).toMatchObject({
      failure: 'unreachable',
      reason: 'smtp EAUTH: AUTH PLAIN 535 5.7.8',
    })
    expect(await failureOf(transport.verify())).toMatchObject({ failure: 'unreachable' })
  })
})

describe('what the server answers', () => {
  test.each([
    [
      'no such recipient',
      { onRcptTo: '550 5.1.1 no ada@example.com here' },
      'refused',
      'smtp EENVELOPE: RCPT TO 550 5.1.1',
    ],
    ['a full mailbox', { onRcptTo: '452 4.2.2 full' }, 'delayed', 'smtp EENVELOPE: RCPT TO 452 4.2.2'],
    ['greylisting', { onRcptTo: '451 4.7.1 later' }, 'delayed', 'smtp EENVELOPE: RCPT TO 451 4.7.1'],
    ['relaying denied', { onRcptTo: '550 5.7.1 relaying denied' }, 'delayed', 'smtp EENVELOPE: RCPT TO 550 5.7.1'],
    ['sign in first', { onRcptTo: '530 5.7.0 authenticate' }, 'delayed', 'smtp EENVELOPE: RCPT TO 530 5.7.0'],
    [
      'not this sender',
      { onMailFrom: '550 5.1.8 no no-reply@roster.example' },
      'delayed',
      'smtp EENVELOPE: MAIL FROM 550 5.1.8',
    ],
    ['not this message', { onData: '554 5.6.0 no' }, 'refused', 'smtp EMESSAGE: DATA 554 5.6.0'],
    ['going down', { onRcptTo: '421 4.3.2 bye' }, 'unreachable', 'smtp ECONNECTION: CONN 421 4.3.2'],
  ])('%s', async (_, replies: { onRcptTo?: string; onMailFrom?: string; onData?: string }, failure, reason) => {
    const { onRcptTo, onMailFrom, onData } = replies
    const server = await start({
      hideENHANCEDSTATUSCODES: true,
      ...(onRcptTo !== undefined && { onRcptTo: (_address, _session, callback) => callback(refusal(onRcptTo)) }),
      ...(onMailFrom !== undefined && { onMailFrom: (_address, _session, callback) => callback(refusal(onMailFrom)) }),
      ...(onData !== undefined && {
        onData: (stream, _session, callback) => {
          stream.resume().on('end', () => callback(refusal(onData)))
        },
      }),
    })
    expect(await failureOf(connect(server.port).send())).toMatchObject({ failure, reason })
  })
})

describe('a server that cannot be used', () => {
  test('is not there', async () => {
    const server = await startTestSmtpServer()
    await server[Symbol.asyncDispose]()
    expect(await failureOf(connect(server.port).send())).toMatchObject({
      failure: 'unreachable',
      reason: expect.stringMatching(/^smtp E\w+: CONN$/),
    })
  })

  test('never greets', async () => {
    const transport = connect(await silentPort(), '', { connectTimeoutMs: 50 })
    expect(await failureOf(transport.send())).toMatchObject({
      failure: 'unreachable',
      reason: 'smtp ETIMEDOUT: GREETING_TIMEOUT',
    })
  })

  test('stops answering', async () => {
    const server = await start({ onRcptTo: () => undefined })
    const transport = connect(server.port, '', { answerTimeoutMs: 100 })
    expect(await failureOf(transport.send())).toMatchObject({ failure: 'unreachable' })
  })

  test('is given up as soon as the caller does', async () => {
    const transport = connect(await silentPort())
    const caller = new AbortController()
    const sending = failureOf(transport.send(caller.signal))
    caller.abort()
    expect(await sending).toMatchObject({ failure: 'unreachable', reason: 'smtp EABORT' })
  })
})
