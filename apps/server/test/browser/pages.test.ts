import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, chromiumPath, startBrowser, type WatchedPage } from './browser.ts'
import { type Served, serve } from './served.ts'

const PASSWORD = 'a long enough pass phrase'

describe.skipIf(chromiumPath === undefined)('in a browser', { timeout: 60_000 }, () => {
  let server: Served
  let browser: Browser
  const opened: WatchedPage[] = []
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([serve(), startBrowser()])
  }, 90_000)
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  async function open(path: string) {
    const watched = await browser.open(new URL(path, server.url).href)
    opened.push(watched)
    return watched.page
  }

  test.each(['/', '/errors', '/errors/EMAIL_TAKEN', '/dev/inbox'])(
    '%s has a heading, and fits a telephone',
    async (path) => {
      const page = await open(path)
      await page.locator('main :is(h1, h2):visible').first().waitFor()
      await page.setViewportSize({ width: 360, height: 640 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    },
  )

  test('the link in a mail in the inbox opens the page that it leads to', async () => {
    const email = 'grace@example.com'
    expect((await server.post('/users', { email, password: PASSWORD })).status).toBe(201)
    const link = await server.mailedLink(email, 'verify-email')
    const inbox = await open('/dev/inbox')
    await inbox.getByRole('link', { name: new RegExp(email) }).click()
    const [page] = await Promise.all([inbox.waitForEvent('popup'), inbox.locator(`pre a[href="${link}"]`).click()])
    await page.getByRole('button', { name: /Confirm/ }).waitFor()
    expect(page.url()).toBe(`${server.url}/verify-email`)
  })

  test('the API reference signs in by trying it, and is signed in for what is tried next', async () => {
    const page = await open('/docs')
    const tryIt = async (operation: string, fill?: () => Promise<void>) => {
      const block = page.locator(`#operations-${operation}`)
      await block.locator('.opblock-summary-control').click()
      await fill?.()
      await block.getByRole('button', { name: 'Execute' }).click()
      const live = block.locator('.live-responses-table')
      await live.waitFor()
      return live.textContent()
    }
    const login = page.locator('[id="operations-Sign-in-users_login"]')
    const before = await tryIt('Users-users_get', () =>
      page.locator('#operations-Users-users_get').getByPlaceholder('user_id').fill('me'),
    )
    expect(before).toContain('UNAUTHENTICATED')
    const credentials = JSON.stringify({ email: 'grace@example.com', password: PASSWORD })
    expect(await tryIt('Sign-in-users_login', () => login.locator('textarea').fill(credentials))).toContain(
      'access_token',
    )
    await page.locator('#operations-Users-users_get').getByRole('button', { name: 'Execute' }).click()
    await page.locator('#operations-Users-users_get .live-responses-table').getByText('grace@example.com').waitFor()
  })

  test('no page complains, breaks its own policy, or asks another host', () => {
    expect(opened.length).toBeGreaterThan(5)
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([])
    expect(opened.flatMap(({ strays }) => strays)).toEqual([])
  })
})
