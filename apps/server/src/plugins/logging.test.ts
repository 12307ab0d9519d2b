import { closeSync, existsSync, openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createLogger, lastingOutput, securityLog } from './logging.ts'
import { createTestApp } from './test-app.ts'

const TOKEN = 'Zk1v0fM2ZcJ9n8bW4qTt7yXs3uRg6hLd5pAeKoQwEiY'

test('a request is one line with what, who, when and from where', async () => {
  await using test = createTestApp()
  test.app.get('/users/:user_id', async (request) => {
    request.userId = 'u-1'
    return {}
  })
  await test.app.inject({
    url: `/users/7?search=secret&token=${TOKEN}`,
    remoteAddress: '::ffff:203.0.113.7',
    headers: { 'x-request-id': 'mine-1' },
  })
  expect(test.lines()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      requestId: 'mine-1',
      method: 'GET',
      route: '/users/:user_id',
      path: '/users/7',
      status: 200,
      durationMs: expect.any(Number),
      ip: '203.0.113.7',
      userId: 'u-1',
      msg: 'request',
    },
  ])
})

test('what is not there and what cannot be read has its line too', async () => {
  await using test = createTestApp()
  await test.app.inject('/nothing')
  await test.app.inject('/bad%zz')
  expect(test.lines().map(({ path, status, route }) => ({ path, status, route }))).toEqual([
    { path: '/nothing', status: 404, route: null },
    { path: '/bad%zz', status: 400, route: null },
  ])
})

test('a failure is logged with its cause under the request id, and only there', async () => {
  await using test = createTestApp()
  test.app.get('/fail', async () => {
    throw new Error('connection to db.internal refused')
  })
  const reply = await test.app.inject('/fail')
  expect(reply.body).not.toContain('db.internal')
  const [cause, request] = test.lines()
  expect(cause).toMatchObject({
    level: 'error',
    requestId: reply.headers['x-request-id'],
    code: 'INTERNAL',
    err: { message: 'connection to db.internal refused' },
  })
  expect(request).toMatchObject({ level: 'error', requestId: reply.headers['x-request-id'], status: 500 })
})

test('no credential reaches the log at any level, however it is logged', async () => {
  await using test = createTestApp()
  test.app.post('/login', async (request) => {
    request.log.trace(
      { req: request, body: request.body, headers: request.headers },
      `with ${request.headers.authorization}`,
    )
    request.log.child({ note: TOKEN }).warn(new Error(`refused ${TOKEN}`))
    throw Object.assign(new Error('x'), { cause: request.body })
  })
  await test.app.inject({
    method: 'POST',
    url: '/login',
    headers: { authorization: `Bearer ${TOKEN}`, cookie: 'session=canary-cookie' },
    body: {
      email: 'a@example.com',
      password: 'canary-password',
      refresh_token: 'canary-refresh',
      nested: { currentPassword: 'canary-current' },
    },
  })
  expect(test.text()).not.toMatch(/canary/)
  expect(test.text()).not.toContain(TOKEN)
})

test('line breaks and escapes of callers stay data', async () => {
  await using test = createTestApp()
  await test.app.inject({
    url: '/x%0a%1b[31m{"level":"fatal"}',
    headers: { 'x-request-id': 'a\nb', 'user-agent': 'a\u001b[2J' },
  })
  test.logger.info({ name: 'a\nb\u001b[2J' }, 'with\r\na break')
  expect(test.text().trimEnd().split('\n')).toHaveLength(2)
  expect(test.text().replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test('the name of a signing key is no secret', async () => {
  await using test = createTestApp()
  test.logger.info({ kid: TOKEN }, 'made')
  expect(test.lines()).toMatchObject([{ kid: TOKEN }])
})

test('security events are apart from requests', async () => {
  await using test = createTestApp()
  securityLog(test.logger)({
    event: 'session.refused',
    reason: 'INVALID_CREDENTIALS',
    requestId: 'r-1',
    ip: '203.0.113.7',
  })
  expect(test.lines()).toMatchObject([
    {
      kind: 'security',
      event: 'session.refused',
      reason: 'INVALID_CREDENTIALS',
      requestId: 'r-1',
      msg: 'security event',
    },
  ])
})

test.runIf(existsSync('/dev/full'))('a full disk behind the log does not end the process', () => {
  const fd = openSync('/dev/full', 'w')
  try {
    const logger = createLogger({ level: 'info', destination: lastingOutput(fd) })
    for (let line = 0; line < 3; line++) expect(() => logger.info('to nobody')).not.toThrow()
  } finally {
    closeSync(fd)
  }
})
