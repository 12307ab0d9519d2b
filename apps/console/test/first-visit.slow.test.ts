import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, chromiumPath, startBrowser } from './support/browser.ts'
import { startPrefixProxy } from './support/prefix-proxy.ts'
import { freePort, PASSWORD, type Server, startServer } from './support/server.ts'
import { heading, signIn } from './support/sign-in.ts'

const MAX_FIRST_SCRIPT_BYTES = 150_000

describe.skipIf(chromiumPath === undefined)('on a new server', () => {
  let server: Server
  let browser: Browser
  let proxy: AsyncDisposable
  beforeAll(async () => {
    const port = await freePort()
    ;[server, browser] = await Promise.all([
      startServer({
        admin: false,
        // What a name may be: markup in it stays text.
        env: {
          PUBLIC_URL: `http://127.0.0.1:${port}/accounts`,
          PRODUCT_NAME: 'Acme & <Co>',
          PASSWORD_MIN_LENGTH: '12',
          REQUIRE_VERIFIED_EMAIL: 'true',
        },
      }),
      startBrowser(),
    ])
    proxy = await startPrefixProxy(port, '/accounts', server.origin)
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await proxy?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  test('below a path that a proxy takes away, the printed link makes the first administrator, who is led in', async () => {
    const { open } = await browser.person()
    const page = await open(server.setupLink ?? '')
    expect(page.url()).toBe(`${server.url}/setup`)
    await page.getByLabel('Name').fill('Ada Lovelace')
    await page.getByLabel('E-mail address').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('elevenchars')
    await page.getByText('At least 12 characters').waitFor()
    await page.getByRole('button', { name: 'Create the administrator' }).click()
    await page.getByText('Must have at least 12 characters.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create the administrator' }).click()
    await page.waitForURL(`${server.url}/dashboard`)
    await expect.poll(() => page.title()).toBe('Dashboard · Acme & <Co>')

    await page.reload()
    await page.getByRole('link', { name: 'Profile' }).click()
    await heading(page, 'Profile')
    expect(page.url()).toBe(`${server.url}/account`)
    await page.getByText('Administrator', { exact: true }).waitFor()

    const again = await open(server.setupLink ?? '')
    await again.getByLabel('E-mail address').fill('eve@example.com')
    await again.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await again.getByRole('button', { name: 'Create the administrator' }).click()
    await again.getByText('This link is wrong, used or too old, or there is an administrator already.').waitFor()
  })

  test('links to other pages of the server keep that path, and so does the way back after signing in', async () => {
    const { open } = await browser.person()
    const page = await open(`${server.url}/`)
    await heading(page, 'Accounts, ready to use')
    const links = await page.locator('main a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
    expect(links).toContain('/accounts/docs')
    expect(links.filter((href) => !href?.startsWith('/accounts'))).toEqual([])
    await page.goto(`${server.url}/account/security?x=1`)
    await signIn(page, 'ada@example.com')
    await heading(page, 'Password and e-mail')
    expect(page.url()).toBe(`${server.url}/account/security?x=1`)
  })

  test('where an address has to be confirmed first, everything that waits for it says so', async () => {
    const { open } = await browser.person()
    const page = await open(`${server.url}/register`)
    await page.getByLabel('E-mail address').fill('first@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Create the account' }).click()
    await heading(page, 'Check your mail')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('E-mail address').fill('first@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Confirm your e-mail address first').waitFor()
    const link = await server.mailedLink('first@example.com', 'verify-email')
    await page.getByRole('button', { name: 'Send the mail again' }).click()
    await page.getByText('Check your mail').waitFor()
    await expect.poll(() => server.mailedLink('first@example.com', 'verify-email'), { timeout: 15_000 }).not.toBe(link)

    expect(link.startsWith(`${server.url}/verify-email#token=`)).toBe(true)
    const confirmation = await open(await server.mailedLink('first@example.com', 'verify-email'))
    await confirmation.getByRole('button', { name: 'Confirm the address' }).click()
    await heading(confirmation, 'Your address is confirmed')
    await confirmation.getByRole('link', { name: 'Go on' }).click()
    await signIn(confirmation, 'first@example.com')
    await heading(confirmation, 'Profile')
  })

  test('an incomplete link says that it is', async () => {
    const { open } = await browser.person()
    for (const path of ['setup', 'accept-invitation']) {
      const page = await open(`${server.url}/${path}`)
      await heading(page, 'Open the whole link')
    }
  })

  test('an address that leads nowhere is said to, under status 404', async () => {
    const { context } = await browser.person()
    const page = await context.newPage()
    const reply = await page.goto(`${server.url}/nowhere`)
    expect(reply?.status()).toBe(404)
    await heading(page, 'There is nothing here')
    await page.getByRole('link', { name: 'Go to the start' }).click()
    await heading(page, 'Accounts, ready to use')
  })

  test.each(['/', '/account', '/dashboard'])('the first load of %s brings less than 150 kB of script', async (path) => {
    const person = await browser.person()
    if (path !== '/') {
      const page = await person.open(`${server.url}/sign-in`)
      await signIn(page, 'ada@example.com')
      await page.close()
    }
    const page = await person.context.newPage()
    const devtools = await person.context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
    const urls = new Map<string, string>()
    let bytes = 0
    devtools.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url))
    devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (urls.get(requestId)?.endsWith('.js')) bytes += encodedDataLength
    })
    await page.goto(`${server.url}${path}`, { waitUntil: 'networkidle' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(MAX_FIRST_SCRIPT_BYTES)
  })

  test('a visitor asks the server for nothing but the page and its files', async () => {
    const { context } = await browser.person()
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.goto(`${server.url}/`, { waitUntil: 'networkidle' })
    expect(asked.filter((path) => !path.startsWith('/accounts/assets/'))).toEqual(['/accounts/'])
  })

  test('the language of the browser is spoken, another can be chosen, and is remembered', async () => {
    const { open } = await browser.person({ locale: 'de-DE' })
    const page = await open(`${server.url}/`)
    await heading(page, 'Konten, fertig zum Einsatz')
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await page.getByRole('button', { name: 'Sprache: Deutsch' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await heading(page, 'Accounts, ready to use')
    await page.reload()
    await heading(page, 'Accounts, ready to use')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })

  test('the system decides between light and dark until somebody does', async () => {
    const { open } = await browser.person({ colorScheme: 'dark' })
    const page = await open(`${server.url}/`)
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await ground()
    await page.getByRole('button', { name: 'Theme: System' }).click()
    await page.getByRole('menuitem', { name: 'Light' }).click()
    await page.getByRole('button', { name: 'Theme: Light' }).waitFor()
    const light = await ground()
    expect(light).not.toBe(dark)
    await page.reload()
    await heading(page, 'Accounts, ready to use')
    expect(await ground()).toBe(light)
  })

  test('no page complained', () => {
    expect(browser.complaints).toEqual([])
  })
})
