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

  const heading = (page: WatchedPage['page']) => page.locator('main :is(h1, h2):visible').first()
  const register = async (email: string) => {
    const reply = await server.post('/users', { email, password: PASSWORD })
    expect(reply.status).toBe(201)
  }
  const canSignIn = async (email: string, password: string) =>
    (await server.post('/users/login', { email, password })).status === 200

  test('the printed link makes the first administrator, who signs in and out', async () => {
    const page = await open(server.setupLink)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button').click()
    await page.locator('#done').waitFor()
    expect(page.url()).toBe(`${server.url}/setup`)

    await page.getByRole('link', { name: /sign-in/ }).click()
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('#signed-in').waitFor()
    expect(await page.locator('main').textContent()).toMatch(/Ada.*ada@example\.com.*admin/s)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
  })

  test('a wrong password is told to a person, in the form', async () => {
    const page = await open('/')
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The e-mail address or the password is wrong.').waitFor()
  })

  test('the link in a mail from the inbox confirms an address', async () => {
    const email = 'grace@example.com'
    await register(email)
    const link = await server.mailedLink(email, 'verify-email')
    const inbox = await open('/dev/inbox')
    await inbox.getByRole('link', { name: new RegExp(email) }).click()
    const [page] = await Promise.all([inbox.waitForEvent('popup'), inbox.locator(`pre a[href="${link}"]`).click()])
    await page.getByRole('button', { name: /Confirm/ }).click()
    await page.locator('#done').waitFor()
    expect(page.url()).toBe(`${server.url}/verify-email`)
    const { user } = (await (await server.post('/users/login', { email, password: PASSWORD })).json()) as {
      user: object
    }
    expect(user).toMatchObject({ email_verified: true })
  })

  test('a forgotten password is reset by the mailed link', async () => {
    const email = 'joan@example.com'
    await register(email)
    const page = await open('/reset-password')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button').click()
    await page.locator('#sent').waitFor()
    const reset = await open(await server.mailedLink(email, 'reset-password'))
    await reset.getByLabel('New password', { exact: true }).fill('quite another pass phrase')
    await reset.getByRole('button').click()
    await reset.locator('#done').waitFor()
    expect(reset.url()).toBe(`${server.url}/reset-password`)
    expect([await canSignIn(email, 'quite another pass phrase'), await canSignIn(email, PASSWORD)]).toEqual([
      true,
      false,
    ])
  })

  test.each(['/', '/setup', '/verify-email', '/reset-password', '/errors', '/errors/EMAIL_TAKEN', '/dev/inbox'])(
    '%s has a heading, and fits a telephone',
    async (path) => {
      const page = await open(path)
      await heading(page).waitFor()
      await page.setViewportSize({ width: 360, height: 640 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    },
  )

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
    const credentials = JSON.stringify({ email: 'ada@example.com', password: PASSWORD })
    expect(await tryIt('Sign-in-users_login', () => login.locator('textarea').fill(credentials))).toContain(
      'access_token',
    )
    await page.locator('#operations-Users-users_get').getByRole('button', { name: 'Execute' }).click()
    await page.locator('#operations-Users-users_get .live-responses-table').getByText('ada@example.com').waitFor()
  })

  test('no page complains, breaks its own policy, or asks another host', () => {
    expect(opened.length).toBeGreaterThan(10)
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([])
    expect(opened.flatMap(({ strays }) => strays)).toEqual([])
  })
})
