import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LimitedServer, startLimited, wrongLogin } from './support/limited-server.ts'

// At this scale one sign-in is allowed per minute and address.
const SCALE = 0.01

let people = 0
/** Whether a call from an address is still let through, and has thereby used up what that address counts as. */
async function isAdmitted(server: LimitedServer, from: string, forwardedFor?: string): Promise<boolean> {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  const { status } = await server.send({ ...wrongLogin(`somebody-${people++}@example.com`), from, headers })
  return status === 401
}

describe('without a proxy', () => {
  let server: LimitedServer
  beforeAll(async () => {
    server = await startLimited({ scale: SCALE })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('the addresses of one IPv6 /64 count as one', async () => {
    expect(await isAdmitted(server, '2001:db8:1:2::1')).toBe(true)
    expect(await isAdmitted(server, '2001:DB8:1:2:ffff:ffff:ffff:ffff')).toBe(false)
    expect(await isAdmitted(server, '2001:db8:1:3::1')).toBe(true)
  })

  test('an IPv4 address counts as itself however it is written', async () => {
    expect(await isAdmitted(server, '192.0.2.30')).toBe(true)
    expect(await isAdmitted(server, '::ffff:192.0.2.30')).toBe(false)
    expect(await isAdmitted(server, '::ffff:c000:21e')).toBe(false)
    expect(await isAdmitted(server, '::ffff:192.0.2.31')).toBe(true)
  })

  test.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'True-Client-IP', 'CF-Connecting-IP', 'X-Client-IP'])(
    'nobody gets another address out of %s',
    async (header) => {
      const from = `192.0.2.${100 + people}`
      const ask = (claimed: string) =>
        server.send({ ...wrongLogin(`somebody-${people++}@example.com`), from, headers: { [header]: claimed } })
      expect((await ask('203.0.113.1')).status).toBe(401)
      expect((await ask('203.0.113.2')).status).toBe(429)
      expect((await ask('for=203.0.113.3')).status).toBe(429)
    },
  )
})

describe('behind one proxy (TRUST_PROXY=1)', () => {
  let server: LimitedServer
  beforeAll(async () => {
    server = await startLimited({ scale: SCALE, trustProxy: 1 })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('the address that the proxy added counts, not those that the caller made up before it', async () => {
    expect(await isAdmitted(server, '10.0.0.1', '198.51.100.1')).toBe(true)
    expect(await isAdmitted(server, '10.0.0.1', '203.0.113.9, 198.51.100.1')).toBe(false)
    expect(await isAdmitted(server, '10.0.0.1', '198.51.100.1, 198.51.100.2')).toBe(true)
  })

  test('what the proxy added counts in every spelling', async () => {
    expect(await isAdmitted(server, '10.0.0.1', '2001:db8:7:7::1')).toBe(true)
    expect(await isAdmitted(server, '10.0.0.1', '2001:db8:7:7:8::2')).toBe(false)
    expect(await isAdmitted(server, '10.0.0.1', '198.51.100.7')).toBe(true)
    expect(await isAdmitted(server, '10.0.0.1', '::ffff:198.51.100.7')).toBe(false)
    expect(await isAdmitted(server, '10.0.0.1', '198.51.100.7:4711')).toBe(false)
  })

  test('what is no address counts as the proxy itself', async () => {
    expect(await isAdmitted(server, '10.0.0.9', 'unknown')).toBe(true)
    expect(await isAdmitted(server, '10.0.0.9', 'x'.repeat(5000))).toBe(false)
  })
})

test('with TRUST_PROXY naming proxies only these are believed', async () => {
  await using server = await startLimited({ scale: SCALE, trustProxy: ['10.0.0.0/8'] })
  expect(await isAdmitted(server, '10.1.2.3', '198.51.100.1')).toBe(true)
  expect(await isAdmitted(server, '10.9.9.9', '198.51.100.1')).toBe(false)
  expect(await isAdmitted(server, '192.0.2.50', '198.51.100.5')).toBe(true)
  expect(await isAdmitted(server, '192.0.2.50', '198.51.100.6')).toBe(false)
})
