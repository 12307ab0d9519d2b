import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnvironment } from '../src/environment.ts'
import { runHere } from './support/run-here.ts'

/** A server that sends everybody on to another one, which notes what it gets. */
async function startPair() {
  const received: string[] = []
  const other = createServer((request, reply) => {
    received.push(String(request.url))
    reply.end()
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const first = createServer((request, reply) => {
    reply.writeHead(307, { location: `${elsewhere}${request.url}` }).end()
  }).listen(0, '127.0.0.1')
  await once(first, 'listening')
  return {
    url: `http://127.0.0.1:${(first.address() as AddressInfo).port}`,
    elsewhere,
    received,
    async [Symbol.asyncDispose]() {
      for (const server of [first, other]) {
        server.close()
        server.closeAllConnections()
        await once(server, 'close')
      }
    },
  }
}

test.each([
  { words: ['login', 'ada@example.com'], variables: { ROSTER_PASSWORD: 'seven wet owls' } },
  { words: ['users', 'list'], variables: { ROSTER_API_KEY: 'rstr_x' } },
  { words: ['openapi'], variables: {} },
])('$words tells of a redirect, and sends nothing there', async ({ words, variables }) => {
  await using servers = await startPair()
  const home = await mkdtemp(join(tmpdir(), 'roster-cli-'))
  try {
    const environment = readEnvironment({ ROSTER_URL: servers.url, XDG_CONFIG_HOME: home, ...variables })
    const { code, stdout, stderr } = await runHere(words, environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`${servers.url} redirects to ${servers.elsewhere}/`)
    expect(stderr).toContain('Nothing was sent there.')
    expect(servers.received).toEqual([])
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
