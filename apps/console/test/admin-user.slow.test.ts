import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Office, openOffice } from './support/admin.ts'
import { chromiumPath } from './support/browser.ts'
import { ADMIN, PASSWORD } from './support/server.ts'
import { heading, signIn } from './support/sign-in.ts'

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

describe.skipIf(chromiumPath === undefined)('the page of a user', () => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice()
  })
  afterAll(() => office?.[Symbol.asyncDispose]())

  let people = 0
  /** Somebody new, with a password. */
  async function person(name: string): Promise<{ readonly email: string; readonly id: string; readonly path: string }> {
    const email = `somebody-${++people}@example.com`
    await office.server.register(email, name)
    const { id } = await office.userOf(email)
    return { email, id: String(id), path: `/users/${id}` }
  }

  const isValid = async (token: string) =>
    (await office.server.call('GET', '/users/me', undefined, token)).status === 200
  const asAdmin = (method: string, path: string, body?: object) => office.server.call(method, path, body, office.token)
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const confirm = (page: Page, name: string) => page.getByRole('alertdialog').getByRole('button', { name }).click()

  test('changes the name at once, and the address when its owner has confirmed it', async () => {
    const { email, path } = await person('Grace')
    const page = await office.open(path)
    await heading(page, 'Grace')
    await page.getByRole('textbox', { name: 'Name' }).fill('Grace Hopper')
    await press(page, 'Save')
    await page.getByText('Saved.').waitFor()
    await heading(page, 'Grace Hopper')
    expect((await office.userOf(email)).name).toBe('Grace Hopper')
    await press(page, 'Undo')
    await heading(page, 'Grace')
    await expect.poll(() => page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Grace')
    expect((await office.userOf(email)).name).toBe('Grace')

    await page.getByLabel('E-mail address').fill(ADMIN.email)
    await press(page, 'Save')
    await page.getByText('This e-mail address already belongs to an account.').waitFor()
    await page.getByLabel('E-mail address').fill('hopper@example.com')
    await press(page, 'Save')
    await page.getByText('A link is on its way to hopper@example.com.').waitFor()
    expect((await office.userOf(email)).email).toBe(email)
    await page.goto(await office.server.mailedLink('hopper@example.com', 'verify-email'))
    await press(page, 'Confirm the address')
    await heading(page, 'Your address is confirmed')
    expect((await office.userOf('hopper@example.com')).email).toBe('hopper@example.com')
    await page.close()
  })

  test('does not overwrite what somebody else has changed without showing it', async () => {
    const { email, id, path } = await person('First')
    const page = await office.open(path)
    await heading(page, 'First')
    await asAdmin('PATCH', `/users/${id}`, { name: 'Second' })
    await page.getByRole('textbox', { name: 'Name' }).fill('Third')
    await press(page, 'Save')
    await page.getByText('Somebody else has changed this user since you opened the page.').waitFor()
    await heading(page, 'Second')
    expect((await office.userOf(email)).name).toBe('Second')
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Third')
    await press(page, 'Save')
    await heading(page, 'Third')
    expect((await office.userOf(email)).name).toBe('Third')
    await page.close()
  })

  test('says what disabling does before it does it, and takes it back', async () => {
    const { email, path } = await person('Radia')
    const tokens = [await office.server.signIn(email), await office.server.signIn(email)]
    const page = await office.open(path)
    await press(page, 'Disable')
    await page.getByText('All 2 sessions end at once, and they cannot sign in until you enable them again.').waitFor()
    await confirm(page, 'Cancel')
    expect(await isValid(tokens[0] ?? '')).toBe(true)
    await press(page, 'Disable')
    await confirm(page, 'Disable')
    await page.getByText('Radia is disabled.').waitFor()
    expect(await Promise.all(tokens.map(isValid))).toEqual([false, false])
    await page.getByText('Not signed in anywhere.').waitFor()
    await press(page, 'Undo')
    await page.getByText('Radia is enabled again.').waitFor()
    await office.server.signIn(email)
    await page
      .getByText(/enabled/)
      .first()
      .waitFor()
    await page.close()
  })

  test('deletes, and restores', async () => {
    const { email, path } = await person('Edsger')
    const page = await office.open(path)
    await press(page, 'Delete')
    await page.getByText('You can restore the account until the retention time is over').waitFor()
    await confirm(page, 'Delete')
    await page.getByText('Edsger is deleted.').waitFor()
    expect((await office.userOf(email)).status).toBe('deleted')
    // The button that had the focus is gone; what is nearest has it now.
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Restore')
    expect(await page.getByRole('textbox', { name: 'Name' }).count()).toBe(0)
    await press(page, 'Undo')
    await page.getByText('Edsger is back.').waitFor()
    await page.getByRole('textbox', { name: 'Name' }).waitFor()
    await press(page, 'Delete')
    await confirm(page, 'Delete')
    await page.reload()
    await press(page, 'Restore')
    await page.getByText('Edsger is back.').waitFor()
    expect((await office.userOf(email)).status).toBe('active')
    await page.close()
  })

  test('makes somebody an administrator, and an ordinary user again', async () => {
    const { email, path } = await person('Margaret')
    const token = await office.server.signIn(email)
    const mayList = async () => (await office.server.call('GET', '/users', undefined, token)).status
    const page = await office.open(path)
    await press(page, 'Make administrator')
    await page.getByText('They can then see and change every account').waitFor()
    await confirm(page, 'Make administrator')
    await page.getByText('Margaret is an administrator now.').waitFor()
    expect(await mayList()).toBe(200)
    await press(page, 'Make ordinary user')
    await confirm(page, 'Make ordinary user')
    await page.getByText('Margaret is an ordinary user now.').waitFor()
    expect(await mayList()).toBe(403)
    await page
      .getByText(/changed the role of/)
      .first()
      .waitFor()
    await page.close()
  })

  test('explains why the last administrator stays one', async () => {
    const { id } = await office.userOf(ADMIN.email)
    const page = await office.open(`/users/${id}`)
    await press(page, 'Make ordinary user')
    await page.getByText('Nobody else can administer this server.').waitFor()
    await confirm(page, 'Make ordinary user')
    await page.getByText('The last active administrator cannot be removed, disabled or demoted.').waitFor()
    await confirm(page, 'Cancel')
    expect((await office.userOf(ADMIN.email)).role).toBe('admin')
    await page.getByText('An administrator: sees and changes every account.').waitFor()
    // One's own address takes one's own password, elsewhere.
    expect(await page.getByLabel('E-mail address').count()).toBe(0)
    await page.getByText('You change your own address under').waitFor()
    await page.close()
  })

  test('ends one session, or all', async () => {
    const { email, path } = await person('Vint')
    const [desk, program] = [await office.server.signIn(email, PASSWORD, FIREFOX), await office.server.signIn(email)]
    const page = await office.open(path)
    await page.getByRole('button', { name: 'End the session on Firefox on Windows' }).click()
    await page.getByText('Firefox on Windows is signed out at once.').waitFor()
    await confirm(page, 'End')
    await page.getByText('The session has ended.').waitFor()
    expect([await isValid(desk), await isValid(program)]).toEqual([false, true])
    await office.server.signIn(email)
    await page.reload()
    await press(page, 'End all')
    await page.getByText('All 2 sessions end at once. They can sign in again.').waitFor()
    await confirm(page, 'End all')
    await page.getByText('Not signed in anywhere.').waitFor()
    expect(await isValid(program)).toBe(false)
    await page.close()
  })

  test('sends a link for a new password, and another invitation', async () => {
    const { email, path } = await person('Joan')
    const page = await office.open(path)
    await press(page, 'Actions')
    await page.getByRole('menuitem', { name: 'Send a password reset' }).click()
    await page.getByText(`A link to set a new password is on its way to ${email}.`).waitFor()
    expect(await office.server.mailedLink(email, 'reset-password')).toContain('#token=')

    await asAdmin('POST', '/users/invitations', { email: 'late@example.com' })
    const first = await office.server.mailedLink('late@example.com', 'accept-invitation')
    const { id } = await office.userOf('late@example.com')
    await page.goto(`${office.server.url}/users/${id}`)
    await press(page, 'Actions')
    await page.getByRole('menuitem', { name: 'Send the invitation again' }).click()
    await page.getByText('A new invitation is on its way to late@example.com.').waitFor()
    await expect.poll(() => office.server.mailedLink('late@example.com', 'accept-invitation')).not.toBe(first)
    await page.close()
  })

  test('is of no use to an administrator who has lost the role meanwhile', async () => {
    const { email, id, path } = await person('Former')
    await asAdmin('PATCH', `/users/${id}`, { role: 'admin' })
    const { open } = await office.browser.person()
    const page = await open(`${office.server.url}/sign-in`)
    await signIn(page, email)
    await page.goto(office.server.url + path)
    await heading(page, 'Former')
    await press(page, 'Make ordinary user')
    await page.getByText('This is you: you will not be able to take it back.').waitFor()
    await confirm(page, 'Make ordinary user')
    await heading(page, 'For administrators')
    expect((await office.userOf(email)).role).toBe('user')
    await page.close()
  })

  test('no page complained', () => {
    expect(office.browser.complaints).toEqual([])
  })
})
