import { describe, expect, test } from 'vitest'
import { ConfigurationError } from '../configuration-error.ts'
import { parseSmtpUrl } from './smtp-url.ts'

describe('the scheme and the host say how TLS is used', () => {
  test.each([
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, tls: 'implicit' }],
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'required' }],
    ['smtp://mail.example.com:25/', { host: 'mail.example.com', port: 25, tls: 'required' }],
    ['smtp://mailpit:1025?tls=none', { host: 'mailpit', port: 1025, tls: 'none' }],
    ['smtp://mailpit:1025?tls=opportunistic', { host: 'mailpit', port: 1025, tls: 'opportunistic' }],
    ['smtp://localhost:1025', { host: 'localhost', port: 1025, tls: 'opportunistic' }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025, tls: 'opportunistic' }],
    ['smtp://127.0.0.1:1025?tls=required', { host: '127.0.0.1', port: 1025, tls: 'required' }],
    ['smtp://127.0.0.1.example.com', { host: '127.0.0.1.example.com', port: 587, tls: 'required' }],
  ])('%s', (url, server) => {
    expect(parseSmtpUrl(url)).toEqual({ ...server, auth: undefined })
  })
})

test('user name and password are percent-decoded', () => {
  expect(parseSmtpUrl('smtps://me%40example.com:p%23%2F%25@mail.example.com').auth).toEqual({
    user: 'me@example.com',
    pass: 'p#/%',
  })
})

test.each([
  ['nonsense', 'must be a URL'],
  ['https://mail.example.com', 'must be a URL'],
  ['smtp://mail.example.com?secure=true', 'no parameter but tls'],
  ['smtp://mail.example.com?tls=maybe', 'tls must be'],
  ['smtps://mail.example.com?tls=none', 'smtps:// is TLS from the start'],
  ['smtp://user:hunter2%@mail.example.com', 'has to be written %25'],
  ['smtp://user:hunter2@mail.example.com/path', 'must end after the host'],
  ['smtp://user:hunter2#@mail.example.com', 'must be a URL'],
])('%s is refused without repeating it', (url, reason) => {
  const outcome = (() => {
    try {
      return parseSmtpUrl(url)
    } catch (error) {
      return error
    }
  })()
  expect(outcome).toBeInstanceOf(ConfigurationError)
  expect(String(outcome)).toContain(reason)
  expect(String(outcome)).not.toContain('hunter2')
})
