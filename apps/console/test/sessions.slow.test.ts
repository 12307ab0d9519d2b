import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, chromiumPath, startBrowser } from './support/browser.ts'
import { type Server, startServer } from './support/server.ts'
import { heading, signIn } from './support/sign-in.ts'

const TTL_SECONDS = 5

describe.skipIf(chromiumPath === undefined)('a session', () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([
      startServer({ env: { ACCESS_TOKEN_TTL_SECONDS: String(TTL_SECONDS) } }),
      startBrowser(),
    ])
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  async function begin(email: string) {
    await server.register(email)
    const person = await browser.person()
    const page = await person.open(`${server.url}/account`)
    await signIn(page, email)
    await heading(page, 'Profile')
    return { person, page }
  }

  test('is in no storage that a script can read', async () => {
    const { person, page } = await begin('store@example.com')
    const [cookie] = await person.context.cookies()
    expect(cookie).toMatchObject({ name: '__Host-roster_refresh', httpOnly: true, secure: true, sameSite: 'Strict' })
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])')
    expect(kept).not.toContain('eyJ')
    expect(kept).not.toContain(cookie?.value)
    expect(JSON.parse(String(kept))[2]).toBe('')
  })

  test('is there after a reload, in another tab, and after its access token has expired', async () => {
    const { person, page } = await begin('reload@example.com')
    await page.reload()
    await heading(page, 'Profile')
    const second = await person.open(`${server.url}/account/sessions`)
    await heading(second, 'Sessions')
    await page.waitForTimeout((TTL_SECONDS + 1) * 1000)
    await Promise.all([page, second].map((tab) => tab.getByRole('link', { name: 'Sessions' }).click()))
    for (const tab of [page, second]) await tab.getByText('This device').waitFor()
    expect(await page.locator('main li').count()).toBe(1)
  })

  test('that is ended in one tab is over in all of them, and nothing of it is left on the screen', async () => {
    const { person, page } = await begin('two-tabs@example.com')
    const second = await person.open(`${server.url}/account/sessions`)
    await heading(second, 'Sessions')
    await page.getByRole('button', { name: /^Your account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    for (const tab of [page, second]) {
      await heading(tab, 'Accounts, ready to use')
      expect(await tab.getByText('two-tabs@example.com').count()).toBe(0)
    }
    await second.reload()
    await heading(second, 'Accounts, ready to use')
    expect((await person.context.cookies()).filter(({ value }) => value !== '')).toEqual([])
  })

  test('that is begun in one tab is there in the other one', async () => {
    await server.register('later@example.com')
    const person = await browser.person()
    const [first, second] = [await person.open(`${server.url}/`), await person.open(`${server.url}/sign-in`)]
    await signIn(second, 'later@example.com')
    await heading(first, 'Profile')
  })

  test('that somebody else has ended leads to the sign-in, and from there back', async () => {
    const { page } = await begin('ended@example.com')
    await page.getByRole('link', { name: 'Sessions' }).click()
    await page.getByText('This device').waitFor()
    const token = await server.signIn('ended@example.com')
    expect((await server.call('DELETE', '/users/me/sessions', undefined, token)).status).toBe(204)
    await page.waitForTimeout(TTL_SECONDS * 1000)
    await page.getByRole('link', { name: 'Password and e-mail' }).click()
    await heading(page, 'Sign in')
    await page.getByText('Your session has ended.').waitFor()
    await signIn(page, 'ended@example.com')
    await heading(page, 'Password and e-mail')
  })

  test('outlives a restart of the server, and the page says meanwhile that nobody answers', async () => {
    const { page } = await begin('restart@example.com')
    await server.restart(async () => {
      await page.getByRole('textbox', { name: 'Name' }).fill('Somebody')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The server cannot be reached.').waitFor()
      await page.getByText('The server does not answer. We keep trying.').waitFor()
      expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Somebody')
    })
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
  })

  test('is not given up by a page that is opened while nobody answers', async () => {
    const { person, page } = await begin('early@example.com')
    await person.context.route('**/trpc/**', (route) => route.abort('connectionrefused'))
    await page.reload()
    await page.getByText('The server does not answer. We keep trying.').waitFor()
    await person.context.unroute('**/trpc/**')
    await heading(page, 'Profile')
  })

  test('is kept while the browser is offline', async () => {
    const { person, page } = await begin('offline@example.com')
    await person.context.setOffline(true)
    await page.getByText('You are offline.').waitFor()
    await page.waitForTimeout((TTL_SECONDS + 1) * 1000)
    await person.context.setOffline(false)
    await page.getByText('You are offline.').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Sessions' }).click()
    await page.getByText('This device').waitFor()
  })

  test('no page complained', () => {
    expect(browser.complaints).toEqual([])
  })
})
