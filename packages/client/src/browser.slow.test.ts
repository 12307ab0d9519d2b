import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RosterClient, RosterClientOptions } from './index.ts'
import { ADMIN, type ServerProcess, startProxy, startServerProcess } from './testing/server.ts'

const CHROMIUM = '/usr/bin/chromium'
const TOKEN_MS = 2000
const GRACE_MS = 1000

vi.setConfig({ testTimeout: 60_000 })

/** What the page of the tests has. */
interface Globals {
  create(options: RosterClientOptions): RosterClient
  client: RosterClient
  reasons: string[]
}

// Tabs are real ones: real cookies, real Web Locks, a real BroadcastChannel.
describe.skipIf(!existsSync(CHROMIUM))('in Chromium, with the refresh token in a cookie', () => {
  let server: ServerProcess
  let browser: Browser
  let script: string
  beforeAll(async () => {
    const bundler = await rolldown({ input: join(import.meta.dirname, 'index.ts'), platform: 'browser' })
    script = (await bundler.generate({ format: 'esm' })).output[0].code
    server = await startServerProcess({
      ACCESS_TOKEN_TTL_SECONDS: String(TOKEN_MS / 1000),
      REFRESH_GRACE_SECONDS: String(GRACE_MS / 1000),
    })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    await server?.[Symbol.asyncDispose]()
  })

  /** A browser of its own, whose pages on the server's origin have the client. */
  async function person(url = server.url): Promise<{
    readonly context: BrowserContext
    readonly refreshes: () => number
    tab(): Promise<Page>
  }> {
    const context = await browser.newContext()
    let refreshes = 0
    await context.route('**/tests/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            body: `<script type="module">
              import { createRosterClient } from '/tests/client.js'
              globalThis.reasons = []
              globalThis.client = createRosterClient({ url: '', tokens: 'cookie', onSignedOut: (reason) => reasons.push(reason) })
            </script>`,
          }),
    )
    context.on('request', (request) => {
      if (request.url().endsWith('users.refresh')) refreshes += 1
    })
    return {
      context,
      refreshes: () => refreshes,
      async tab() {
        const page = await context.newPage()
        await page.goto(`${url}/tests/page`)
        await page.waitForFunction(() => 'client' in globalThis)
        return page
      },
    }
  }

  const signIn = (page: Page) =>
    page.evaluate(
      (login) => (globalThis as unknown as Globals).client.auth.signIn(login).then(({ role }) => role),
      ADMIN,
    )
  const callMany = (page: Page) =>
    page.evaluate(async () => {
      const { client } = globalThis as unknown as Globals
      const users = await Promise.all(Array.from({ length: 25 }, () => client.users.get.query({ userId: 'me' })))
      return users.length
    })
  const stateOf = (page: Page) =>
    page.evaluate(() => {
      const { client, reasons } = globalThis as unknown as Globals
      return [client.auth.state.status, ...reasons]
    })

  test('scripts see neither the cookie nor the refresh token, and a reload goes on', async () => {
    const { context, tab } = await person()
    const page = await tab()
    expect(await signIn(page)).toBe('admin')
    expect(await page.evaluate('document.cookie')).toBe('')
    expect(await context.cookies()).toMatchObject([
      { name: '__Host-roster_refresh', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
    ])
    await page.reload()
    await page.waitForFunction(() => 'client' in globalThis)
    expect(
      await page.evaluate(() => (globalThis as unknown as Globals).client.auth.restore().then((user) => user?.email)),
    ).toBe(ADMIN.email)
    await context.close()
  })

  test.each(['the page itself', 'the page after a reload', 'another tab'])(
    'a refresh whose reply was lost is gone on with by %s, long after the grace time',
    async (who) => {
      await using proxy = await startProxy(server.url)
      const { context, tab } = await person(proxy.url)
      const page = await tab()
      await signIn(page)
      const other = await tab()
      expect(await callMany(other)).toBe(25)
      await page.waitForTimeout(TOKEN_MS + 100)
      proxy.loseReplies('users.refresh', 1000)
      const giveUp = () =>
        page.evaluate(async () => {
          const { client } = globalThis as unknown as Globals
          const { error } = await client.safe(client.users.get.query({ userId: 'me' }, { timeoutMs: 1500 }))
          return error?.code
        })
      expect(await giveUp()).toBe('TIMEOUT')
      if (who === 'the page after a reload') await page.reload()
      if (who === 'another tab') await page.close()
      await other.waitForTimeout(2 * GRACE_MS)
      proxy.loseReplies('', 0)
      const next = who === 'another tab' ? other : page
      await next.waitForFunction(() => 'client' in globalThis)
      expect(await callMany(next)).toBe(25)
      expect(await stateOf(next)).toEqual(['signedIn'])
      expect(await next.evaluate('localStorage.length')).toBe(0)
      await context.close()
    },
  )

  test('two tabs refresh once between them, time after time, and sign out together', async () => {
    const { context, refreshes, tab } = await person()
    const first = await tab()
    await signIn(first)
    const second = await tab()
    expect(await callMany(second)).toBe(25)
    const before = refreshes()
    for (let round = 1; round <= 3; round++) {
      await first.waitForTimeout(TOKEN_MS + 100)
      expect(await Promise.all([callMany(first), callMany(second)])).toEqual([25, 25])
      expect(refreshes() - before).toBe(round)
    }
    await second.evaluate(() => (globalThis as unknown as Globals).client.auth.signOut())
    await first.waitForFunction(() => (globalThis as unknown as Globals).client.auth.state.status === 'signedOut')
    expect([await stateOf(first), await stateOf(second)]).toEqual([
      ['signedOut', 'signedOut'],
      ['signedOut', 'signedOut'],
    ])
    expect(await context.cookies()).toEqual([])
    await context.close()
  })
})
