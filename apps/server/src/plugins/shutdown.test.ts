import { EventEmitter, once } from 'node:events'
import { type Agent, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { type ShutdownOptions, stopOnSignals, turnAwayWhenStopping } from './shutdown.ts'
import { createTestApp } from './test-app.ts'

/** A process to be stopped, with a server in it that answers `/slow` when told to. */
async function createProcess(times: Pick<ShutdownOptions, 'answerMs' | 'leaveMs'> = {}) {
  const test = createTestApp()
  turnAwayWhenStopping(test.app)
  const started = Promise.withResolvers<void>()
  const stopping = Promise.withResolvers<void>()
  test.app.addHook('preClose', async () => stopping.resolve())
  const answer = Promise.withResolvers<void>()
  test.app.get('/fast', async () => 'fast')
  test.app.get('/slow', async () => {
    started.resolve()
    await answer.promise
    return 'slow'
  })
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = test.app.server.address() as AddressInfo
  const exits: number[] = []
  const exited = Promise.withResolvers<number>()
  const signals = new EventEmitter()
  const process = Object.assign(signals, {
    exit: (code: number) => {
      exits.push(code)
      exited.resolve(code)
    },
  }) as unknown as ShutdownOptions['process']
  const handlers = stopOnSignals({ app: test.app, logger: test.logger, process, ...times })
  return {
    ...test,
    port,
    signals,
    started: started.promise,
    stopping: stopping.promise,
    answer: answer.resolve,
    exits,
    exited: exited.promise,
    handlers,
  }
}

function get(
  port: number,
  path: string,
  agent?: Agent,
): Promise<{ status: number | undefined; connection: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, ...(agent && { agent }) }, async (response) => {
      resolve({ status: response.statusCode, connection: response.headers.connection, body: await text(response) })
    })
    request.on('error', reject).end()
  })
}

test.each(['SIGTERM', 'SIGINT'])('%s: what runs is answered, then the process ends with 0', async (signal) => {
  const server = await createProcess()
  const slow = get(server.port, '/slow')
  await server.started
  server.signals.emit(signal, signal)
  await server.stopping
  server.answer()
  expect(await slow).toMatchObject({ status: 200, connection: 'close', body: 'slow' })
  expect(await server.exited).toBe(0)
  await expect(get(server.port, '/fast')).rejects.toThrow('ECONNREFUSED')
})

test('a request that is still arriving then is turned away as every error is', async () => {
  const server = await createProcess()
  const socket = connect(server.port, '127.0.0.1')
  const answers = text(socket)
  // The second request is not complete when the server is told to stop.
  socket.write('GET /fast HTTP/1.1\r\nHost: x\r\n\r\nGET /fast HTTP/1.1\r\nHost: x\r\n')
  await once(socket, 'readable')
  server.signals.emit('SIGTERM', 'SIGTERM')
  await server.stopping
  socket.write('\r\n')
  expect(await answers).toMatch(/^HTTP\/1.1 200 .*fastHTTP\/1.1 503 .*connection: close.*"code":"OVERLOADED"/is)
  expect(await server.exited).toBe(0)
})

test('the app closes what it opened before the process ends', async () => {
  const server = await createProcess()
  const order: string[] = []
  server.app.server.once('close', () => order.push('server closed'))
  server.signals.emit('SIGTERM', 'SIGTERM')
  await server.exited.then(() => order.push('exit'))
  expect(order).toEqual(['server closed', 'exit'])
})

test('a connection that never ends its request does not hold the end up', async () => {
  const server = await createProcess({ answerMs: 20 })
  const slow = get(server.port, '/slow')
  slow.catch(() => undefined)
  await server.started
  server.signals.emit('SIGTERM', 'SIGTERM')
  await expect(slow).rejects.toThrow(/socket hang up|ECONNRESET/)
  expect(await server.exited).toBe(0)
})

test('what cannot be finished is left, with 1', async () => {
  const server = await createProcess({ answerMs: 10_000, leaveMs: 20 })
  const slow = get(server.port, '/slow')
  await server.started
  server.signals.emit('SIGTERM', 'SIGTERM')
  expect(await server.exited).toBe(1)
  server.answer()
  await slow
})

test('a second signal ends the process at once', async () => {
  const server = await createProcess()
  const slow = get(server.port, '/slow')
  await server.started
  server.signals.emit('SIGTERM', 'SIGTERM')
  server.signals.emit('SIGTERM', 'SIGTERM')
  expect(server.exits).toEqual([143])
  server.answer()
  await slow
})

test('the handlers can be taken away again', async () => {
  const server = await createProcess()
  server.handlers[Symbol.dispose]()
  expect(server.signals.listenerCount('SIGTERM') + server.signals.listenerCount('SIGINT')).toBe(0)
  await server.app.close()
})
