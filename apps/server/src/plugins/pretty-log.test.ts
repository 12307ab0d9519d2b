import { expect, test } from 'vitest'
import { createLogger } from './logging.ts'
import { prettyLog } from './pretty-log.ts'

function printed(color: boolean, log: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = ''
  const destination = prettyLog({ color, write: (line) => (text += line) })
  log(createLogger({ level: 'info', destination }))
  return text
}

test('a request is one short line', () => {
  const text = printed(false, (logger) =>
    logger.info(
      { method: 'GET', route: '/x', path: '/x', status: 200, durationMs: 1.5, userId: null, requestId: 'r' },
      'request',
    ),
  )
  expect(text).toMatch(/^\d\d:\d\d:\d\d GET \/x 200 1.5 ms\n$/)
})

test('warnings stand out, and in colour only when asked', () => {
  expect(printed(false, (logger) => logger.warn({ left: 3 }, 'slow'))).toMatch(/ WARN slow left=3\n$/)
  expect(printed(true, (logger) => logger.warn('slow'))).toContain('\u001b[33m')
})

test('the stack of an error follows its line', () => {
  expect(printed(false, (logger) => logger.error({ err: new Error('broken') }, 'failed'))).toMatch(
    /ERROR failed\n +Error: broken\n +at .*pretty-log\.test\.ts/,
  )
})

test('control characters cannot move the cursor or start a line', () => {
  const text = printed(false, (logger) => logger.info({ path: 'a\u001b[2J\nb\u009b' }, 'x\r\ny'))
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  expect(text.trimEnd().split('\n')).toHaveLength(1)
})
