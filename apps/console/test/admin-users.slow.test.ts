import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Office, openOffice } from './support/admin.ts'
import { chromiumPath } from './support/browser.ts'
import { ADMIN } from './support/server.ts'
import { heading } from './support/sign-in.ts'

const HOSTILE = `<img src=x onerror="document.title='broken'">`
const twoDigits = (index: number) => String(index).padStart(2, '0')

/** 120 users in a row, the newest the last, and a few whose names are meant to do harm. */
const crowd = Array.from({ length: 120 }, (_, index) => ({
  email: `person-${String(index).padStart(3, '0')}@example.com`,
  name: `Person ${String(index).padStart(3, '0')}`,
  createdAt: `2026-01-${twoDigits(1 + Math.floor(index / 24))}T${twoDigits(index % 24)}:00:00Z`,
}))
const others = [
  { email: 'img@example.com', name: HOSTILE },
  { email: 'rtl@example.com', name: 'abc \u202egnp.exe' },
  { email: 'long@example.com', name: 'W'.repeat(200) },
  { email: 'formula@example.com', name: '=HYPERLINK("http://evil.example","a, b")' },
  { email: 'barred@example.com', name: 'Barred', status: 'disabled' },
].map((user) => ({ ...user, createdAt: '2026-02-01T00:00:00Z' }))

describe.skipIf(chromiumPath === undefined)('the list of users', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice()
    await office.fill([...crowd, ...others])
  })
  afterAll(() => office?.[Symbol.asyncDispose]())

  const names = (page: Page) => page.locator('[data-row-link]').allTextContents()
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
  const statusOf = async (email: string) => (await office.userOf(email)).status

  test('is searched, filtered, sorted and paged, and the address says how', async () => {
    const page = await office.open('/users')
    await page.getByLabel('Search by name or e-mail').fill('person 11')
    await page.waitForURL(/search=person\+11/)
    await row(page, 'Person 119').waitFor()
    expect(await names(page)).toEqual(Array.from({ length: 10 }, (_, index) => `Person 11${9 - index}`))
    await page.getByText('10 users').waitFor()
    await page.getByRole('button', { name: 'Name', exact: true }).click()
    await page.waitForURL(/sort=name/)
    await expect.poll(() => names(page).then(([first]) => first)).toBe('Person 110')
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')
    await page.goBack()
    await expect.poll(() => names(page).then(([first]) => first)).toBe('Person 119')

    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await page.getByLabel('Status').selectOption('Disabled')
    await row(page, 'Barred').waitFor()
    await expect.poll(() => names(page)).toEqual(['Barred'])
    await page.reload()
    await row(page, 'Barred').waitFor()
    expect(await names(page)).toEqual(['Barred'])
    expect(await page.getByLabel('Status').inputValue()).toBe('disabled')

    await page.goto(`${office.server.url}/users?from=2026-01-01&to=2026-01-02`)
    await page.getByRole('button', { name: 'Count them' }).or(page.getByText('47 users')).waitFor()
    // In Berlin the day begins an hour before that of the server.
    expect(await names(page)).toHaveLength(47)
    await page.close()
  })

  test('shows each user once on the way to the last page, and the same pages on the way back', async () => {
    const page = await office.open('/users?sort=email&to=2026-01-31')
    await row(page, 'Person 000').waitFor()
    const walked = [await names(page)]
    for (const number of [2, 3]) {
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByText(`Page ${number}`).waitFor()
      await expect.poll(() => names(page)).not.toEqual(walked.at(-1))
      walked.push(await names(page))
    }
    expect(walked.flat()).toEqual(crowd.map(({ name }) => name))
    expect(await page.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled')).toBe('true')
    const third = page.url()
    await page.getByRole('button', { name: 'Previous' }).click()
    await expect.poll(() => names(page)).toEqual(walked[1])
    await page.reload()
    await row(page, 'Person 050').waitFor()
    await page.getByRole('button', { name: 'Previous' }).click()
    await expect.poll(() => names(page)).toEqual(walked[0])

    // Somebody else follows the link, and finds that they cannot change it.
    const other = await office.open(third.replace(office.server.url, ''))
    await expect.poll(() => names(other)).toEqual(walked[2])
    await other.goto(third.replace('sort=email', 'sort=name'))
    await other.getByText('The list has changed since.').waitFor()
    await other.getByRole('button', { name: 'First page' }).click()
    await row(other, 'Person 000').waitFor()
    await page.close()
    await other.close()
  })

  test('counts on demand', async () => {
    const page = await office.open('/users')
    await page.getByRole('button', { name: 'Count them' }).click()
    await page.getByText('126 users').waitFor()
    await page.close()
  })

  test('is walked through with the arrow keys; X selects, Enter opens', async () => {
    const page = await office.open('/users?search=person+00')
    await row(page, 'Person 009').waitFor()
    await page.getByRole('link', { name: 'Person 009' }).focus()
    for (const key of ['ArrowDown', 'x', 'ArrowDown', 'x', 'End', 'x', 'Home', 'ArrowDown']) {
      await page.keyboard.press(key)
    }
    await page.getByText('3 selected').waitFor()
    for (const name of ['Person 008', 'Person 007', 'Person 000']) {
      expect(await page.getByRole('checkbox', { name: `Select ${name}` }).isChecked()).toBe(true)
    }
    await page.keyboard.press('Enter')
    await heading(page, 'Person 008')
    await page.close()
  })

  test('disables many at once, and takes it back', async () => {
    const emails = ['person-021@example.com', 'person-022@example.com', 'person-023@example.com']
    const page = await office.open('/users?search=person+02&sort=name')
    await page.getByRole('checkbox', { name: 'Select Person 021' }).check()
    // From there to here, as everywhere.
    await page.getByRole('checkbox', { name: 'Select Person 023' }).click({ modifiers: ['Shift'] })
    await page.getByText('3 selected').waitFor()
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('3 users disabled.').waitFor()
    expect(await Promise.all(emails.map(statusOf))).toEqual(['disabled', 'disabled', 'disabled'])
    expect(await row(page, 'Person 022').textContent()).toContain('Disabled')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('3 users enabled.').waitFor()
    expect(await Promise.all(emails.map(statusOf))).toEqual(['active', 'active', 'active'])
    await page.close()
  })

  test('deletes many at once, and restores them', async () => {
    const page = await office.open('/users?search=person+03&sort=name')
    for (const name of ['Person 031', 'Person 032'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).check()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('2 users deleted.').waitFor()
    await expect.poll(() => names(page)).not.toContain('Person 031')
    expect(await statusOf('person-031@example.com')).toBe('deleted')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('2 users restored.').waitFor()
    await expect.poll(() => names(page)).toContain('Person 031')
    expect(await statusOf('person-031@example.com')).toBe('active')
    await page.close()
  })

  test('takes back what the server refuses, and says why', async () => {
    const page = await office.open('/users?search=person+04&sort=name')
    await page.getByRole('checkbox', { name: 'Select Person 041' }).check()
    let fail = (): void => undefined
    const failed = new Promise<void>((resolve) => {
      fail = resolve
    })
    await page.route('**/trpc/users.update*', async (route) => {
      await failed
      await route.abort('connectionrefused')
    })
    await page.getByRole('button', { name: 'Disable' }).click()
    await row(page, 'Person 041').getByText('Disabled').waitFor()
    fail()
    await page.getByText('1 user could not be changed: The server cannot be reached.').waitFor()
    await row(page, 'Person 041').getByText('Active').waitFor()
    await page.close()
  })

  test('lets nobody select themselves, and keeps the focus where the next selection begins', async () => {
    const page = await office.open('/users?sort=email')
    const mine = row(page, ADMIN.email).getByRole('checkbox')
    expect(await mine.isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByText('49 selected').waitFor()
    expect(await mine.isChecked()).toBe(false)
    await page.getByRole('button', { name: 'Clear the selection' }).click()
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe('Select all on this page')
    await page.close()
  })

  test('opens a user with a click anywhere in the row', async () => {
    const page = await office.open('/users?search=person+05')
    await page.getByRole('cell', { name: 'person-055@example.com' }).click()
    await heading(page, 'Person 055')
    await page.close()
  })

  test('takes names for names, whatever they hold', async () => {
    const page = await office.open('/users?from=2026-01-20')
    await row(page, 'img@example.com').waitFor()
    expect(await names(page)).toEqual(expect.arrayContaining([HOSTILE, 'abc \u202egnp.exe', 'W'.repeat(200)]))
    await page.getByRole('link', { name: HOSTILE }).click()
    await heading(page, HOSTILE)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).not.toContain('broken')
    await page.close()
  })

  test('is exported as it is filtered, and no cell is a formula', async () => {
    const page = await office.open('/users?from=2026-01-20&status=active', { acceptDownloads: true })
    // A person would choose a place for the file.
    await page.evaluate('delete window.showSaveFilePicker')
    await page.getByRole('button', { name: 'Export' }).click()
    const saved = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toMatch(/^users-\d{4}-\d\d-\d\d\.csv$/)
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n')
    expect(lines[0]).toBe('\ufeffid,email,emailVerifiedAt,name,role,status,createdAt,updatedAt,lastLoginAt,deletedAt')
    const text = lines.join('\n')
    for (const { email } of others.slice(0, 4)) expect(text).toContain(email)
    expect(text).not.toMatch(/barred|person-/)
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""a, b"")"`)
    await page.getByText(/\d users exported\./).waitFor()
    await page.close()
  })

  test('invites somebody, and makes somebody with a password to hand over', async () => {
    const page = await office.open('/users')
    await page.getByRole('button', { name: 'Invite' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill('person-000@example.com')
    await dialog.getByRole('button', { name: 'Send the invitation' }).click()
    await dialog.getByText('This e-mail address already belongs to an account.').waitFor()
    await dialog.getByLabel('E-mail address').fill('invited@example.com')
    await dialog.getByRole('button', { name: 'Send the invitation' }).click()
    await page.getByText('The invitation is on its way to invited@example.com.').waitFor()
    expect(await office.server.mailedLink('invited@example.com', 'accept-invitation')).toContain('#token=')
    await row(page, 'invited@example.com').waitFor()

    await page.getByRole('button', { name: 'Create a user' }).click()
    await dialog.getByLabel('E-mail address').fill('made@example.com')
    await dialog.getByLabel('Name').fill('Made Here')
    await dialog.getByRole('button', { name: 'Suggest a password' }).click()
    const password = await dialog.getByLabel('Password').inputValue()
    expect(password).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/)
    await dialog.getByLabel('Role').selectOption('Administrator')
    await dialog.getByRole('button', { name: 'Create the user' }).click()
    await page.getByText('Made Here has an account now.').waitFor()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await heading(page, 'Made Here')
    const token = await office.server.signIn('made@example.com', password)
    expect((await office.server.call('GET', '/users', undefined, token)).status).toBe(200)
    await page.close()
  })

  test('no page complained', () => {
    expect(office.browser.complaints).toEqual([])
  })
})
