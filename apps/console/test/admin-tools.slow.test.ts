import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Office, openOffice } from './support/admin.ts'
import { chromiumPath } from './support/browser.ts'
import { ADMIN } from './support/server.ts'
import { heading } from './support/sign-in.ts'

describe.skipIf(chromiumPath === undefined)('an administrator', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice()
    await office.server.register('grace@example.com', 'Grace Hopper')
    await office.server.signIn('grace@example.com')
    await office.server.call('POST', '/users/login', { email: 'grace@example.com', password: 'not this one' })
    await office.server.call('POST', '/users/login', { email: 'nobody@example.com', password: 'not this one' })
  })
  afterAll(() => office?.[Symbol.asyncDispose]())

  test('makes an API key whose secret is shown once, and revokes it', async () => {
    const page = await office.open('/api-keys')
    await page.getByRole('button', { name: 'Create a key' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name').fill('Nightly export')
    await form.getByRole('button', { name: 'Create the key' }).click()
    await form.getByText('Choose at least one.').waitFor()
    await form.getByLabel('Read users').check()
    await form.getByLabel('Only from these addresses').fill('127.0.0.0/8\nnowhere')
    await form.getByRole('button', { name: 'Create the key' }).click()
    await form.getByText('Must be an IP address or a CIDR block').waitFor()
    await form.getByLabel('Only from these addresses').fill('127.0.0.0/8\n::1')
    await form.getByRole('button', { name: 'Create the key' }).click()

    await page.getByText('Copy the key now').waitFor()
    const secret = (await page.locator('output').textContent()) ?? ''
    expect((await office.server.call('GET', '/users', undefined, secret)).status).toBe(200)
    expect((await office.server.call('GET', '/audit-events', undefined, secret)).status).toBe(403)
    // Neither a click beside it nor an Escape is enough to lose it.
    await page.mouse.click(5, 5)
    await page.keyboard.press('Escape')
    await page.getByText('You have not copied the key.').waitFor()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Nightly export' })
    expect(await row.textContent()).toMatch(/Active.*Read users.*From 127\.0\.0\.0\/8, ::1/)
    expect(await page.content()).not.toContain(secret)
    await page.reload()
    await row.waitFor()
    expect(await page.content()).not.toContain(secret)

    await page.getByRole('button', { name: 'Revoke Nightly export' }).click()
    await page.getByText('It cannot be taken back.').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Nightly export is revoked.').waitFor()
    await row.getByText('Revoked').waitFor()
    expect((await office.server.call('GET', '/users', undefined, secret)).status).toBe(401)
    await page.close()
  })

  test('reads in the audit log what happened, to whom, and finds it by person and action', async () => {
    const { id } = await office.userOf('grace@example.com')
    await office.server.call('PATCH', `/users/${id}`, { role: 'admin' }, office.token)
    await office.server.call('PATCH', `/users/${id}`, { role: 'user' }, office.token)
    const page = await office.open('/audit')
    const events = page.locator('main li')
    await page.getByLabel('To whom').fill('nobody@example.com')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('There is no user with this address or ID.').waitFor()
    await page.getByLabel('To whom').fill('grace@example.com')
    await page.getByLabel('What happened').selectOption('Role changed')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL(/action=user.role_changed&subject=/)
    await expect.poll(() => events.count()).toBe(2)
    await expect
      .poll(() => events.first().textContent())
      .toMatch(/admin@example\.com changed the role of Grace Hopper from administrator to user/)
    await events.first().getByRole('button', { name: 'Details' }).click()
    expect(await events.first().textContent()).toContain('{"role":["admin","user"]}')
    await page.reload()
    await expect.poll(() => events.count()).toBe(2)
    await events.first().getByRole('link', { name: 'Grace Hopper' }).click()
    await heading(page, 'Grace Hopper')
    await page.close()
  })

  test('has the chain of the audit log verified, part by part', async () => {
    const page = await office.open('/audit')
    // The real server looks at 5000 at once; here it is asked for few, so that there are parts.
    await page.route('**/trpc/audit.verify*', async (route) => {
      const url = new URL(route.request().url())
      const input = JSON.parse(url.searchParams.get('input') ?? '{}')
      const limited = JSON.stringify('0' in input ? { 0: { ...input[0], limit: 2 } } : { ...input, limit: 2 })
      url.searchParams.set('input', limited)
      await route.continue({ url: url.href })
    })
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('audit.verify')) asked.push(request.url())
    })
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText(/^Intact: all \d+ events are as they were written\.$/).waitFor()
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100')
    expect(asked.length).toBeGreaterThan(2)
    const { body } = await office.server.call('GET', '/audit-events?limit=1', undefined, office.token)
    const [newest] = body.items as { hash: string }[]
    await page.getByText(newest?.hash ?? 'no hash').waitFor()
    await page.close()
  })

  test('sees on the dashboard how many there are and how it came about, as a picture and as a table', async () => {
    const page = await office.open('/dashboard?range=day')
    const figure = (label: string) =>
      page
        .locator('dl > div')
        .filter({ hasText: new RegExp(`^${label}`) })
        .locator('dd')
        .first()
    const { body } = await office.server.call('GET', '/statistics?bucket=hour', undefined, office.token)
    const series = body.series as { sign_ins: number; failed_sign_ins: number }[]
    const sum = (pick: (point: (typeof series)[number]) => number) =>
      String(series.map(pick).reduce((a, b) => a + b, 0))
    expect(await figure('Users').textContent()).toBe('2')
    expect(await figure('Sign-ins').textContent()).toBe(sum((point) => point.sign_ins))
    expect(await figure('Refused sign-ins').textContent()).toBe('2')

    const chart = page.getByRole('img', { name: /^Sign-ins and refusals/ })
    await chart.focus()
    await page.keyboard.press('End')
    const section = page.locator('section', { hasText: 'Sign-ins and refusals' })
    await section
      .getByRole('status')
      .filter({ hasText: /Sign-ins \d+, Refused \d+/ })
      .waitFor({ state: 'attached' })
    await section.getByText('Show as a table').click()
    expect(await section.getByRole('row').count()).toBe(25)
    await page.getByLabel('Time range').selectOption('12 months')
    await page.waitForURL(/range=year/)
    await expect.poll(() => section.getByRole('row').count()).toBeLessThan(15)
    await page.getByRole('link', { name: '1 administrator' }).click()
    await heading(page, 'Users')
    await expect.poll(() => page.locator('[data-row-link]').count()).toBe(1)
    await page.close()
  })

  test('has all of it in German, too', async () => {
    const { open } = await office.browser.person({ locale: 'de-DE' })
    const german = await open(`${office.server.url}/sign-in`)
    await german.getByLabel('E-Mail-Adresse').fill(ADMIN.email)
    await german.getByLabel('Passwort', { exact: true }).fill(ADMIN.password)
    await german.getByRole('button', { name: 'Anmelden' }).click()
    await heading(german, 'Übersicht')
    for (const [link, title, text] of [
      ['Benutzer', 'Benutzer', 'Benutzer anlegen'],
      ['API-Schlüssel', 'API-Schlüssel', 'Schlüssel anlegen'],
      ['Protokoll', 'Protokoll', 'hat sich angemeldet'],
    ] as const) {
      await german.getByRole('navigation').getByRole('link', { name: link, exact: true }).click()
      await heading(german, title)
      await german.getByText(text).first().waitFor()
    }
    // Each opened on its own has to fetch its texts first.
    for (const path of ['/dashboard', '/users', '/api-keys', '/audit']) {
      await german.goto(office.server.url + path)
      await german.getByRole('heading', { level: 1 }).waitFor()
    }
    await german.close()
  })

  test('no page complained', () => {
    expect(office.browser.complaints).toEqual([])
  })
})
