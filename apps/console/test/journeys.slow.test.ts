import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, chromiumPath, startBrowser } from './support/browser.ts'
import { ADMIN, PASSWORD, type Server, startServer } from './support/server.ts'
import { heading, signIn } from './support/sign-in.ts'

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const NEXT_PASSWORD = 'quite another pass phrase'

describe.skipIf(chromiumPath === undefined)('people', () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), startBrowser()])
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  const open = async (path: string) => (await browser.person()).open(new URL(path, `${server.url}/`).href)
  const canSignIn = async (email: string, password: string) =>
    (await server.call('POST', '/users/login', { email, password })).status === 200
  const readMe = async (email: string, password = PASSWORD) =>
    (await server.call('GET', '/users/me', undefined, await server.signIn(email, password))).body

  test('register, are signed in, and confirm their address by the mailed link', async () => {
    const email = 'grace@example.com'
    const page = await open('/')
    await page.getByRole('link', { name: 'Register' }).click()
    await heading(page, 'Create your account')
    await page.getByLabel('Name').fill('Grace Hopper')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByText('Strength: Strong').waitFor()
    await page.getByRole('button', { name: 'Create the account' }).click()
    await heading(page, 'Profile')
    await page.getByText('Not confirmed').waitFor()

    await page.goto(await server.mailedLink(email, 'verify-email'))
    expect(page.url()).toBe(`${server.url}/verify-email`)
    expect(await readMe(email)).toMatchObject({ email_verified: false })
    await page.getByRole('button', { name: 'Confirm the address' }).click()
    await heading(page, 'Your address is confirmed')
    expect(await readMe(email)).toMatchObject({ email_verified: true, name: 'Grace Hopper' })
  })

  test('are told beside each field what the server objects to', async () => {
    await server.register('taken@example.com')
    const page = await open('/register')
    const submit = page.getByRole('button', { name: 'Create the account' })
    await submit.click()
    expect(await page.getByText('Fill this in.').count()).toBe(2)
    await page.getByLabel('E-mail address').fill('no address')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await submit.click()
    await page.getByText('This is not an e-mail address.').waitFor()
    await page.getByText('Must have at least 8 characters.').waitFor()
    expect(await page.getByLabel('E-mail address').evaluate((input) => input === document.activeElement)).toBe(true)
    expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true')

    await page.getByLabel('E-mail address').fill('taken@example.com')
    await page.getByLabel('Password', { exact: true }).fill('password1')
    await submit.click()
    await page.getByText('One of the passwords that are guessed first.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await submit.click()
    await page.getByText('This e-mail address already belongs to an account.').waitFor()
    await page.getByRole('link', { name: 'Sign in instead' }).click()
    await heading(page, 'Sign in')
  })

  test('see what a password lacks while they type it, and may look at it', async () => {
    const page = await open('/register')
    await page.getByLabel('E-mail address').fill('carrots@example.com')
    const password = page.getByLabel('Password', { exact: true })
    const rules = () => page.locator('li', { hasText: /met\)/ }).allTextContents()
    await password.fill('carrots')
    expect(await rules()).toEqual([
      expect.stringMatching(/8 characters.*\(not met\)/),
      expect.stringMatching(/name or address.*\(not met\)/),
      expect.stringMatching(/Roster.*\(met\)/),
    ])
    await password.fill('carrots for all')
    expect(await rules()).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/\(met\)/)))
    expect(await password.getAttribute('type')).toBe('password')
    await page.getByRole('button', { name: 'Show the password' }).click()
    expect(await password.getAttribute('type')).toBe('text')
    await page.getByRole('button', { name: 'Hide the password' }).click()
    expect(await password.getAttribute('type')).toBe('password')
  })

  test('with a wrong password hear of it in the form, and with the right one go where they wanted', async () => {
    await server.register('lin@example.com')
    const page = await open('/account/sessions')
    await heading(page, 'Sign in')
    await page.getByRole('link', { name: 'Register' }).click()
    await heading(page, 'Create your account')
    await page.getByRole('link', { name: 'Sign in' }).click()
    await heading(page, 'Sign in')
    await page.getByLabel('E-mail address').fill('lin@example.com')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The e-mail address or the password is wrong.').waitFor()
    await signIn(page, 'lin@example.com')
    await heading(page, 'Sessions')
    expect(page.url()).toBe(`${server.url}/account/sessions`)
  })

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    'javascript:alert(1)',
  ])('are led nowhere else by a link to the sign-in that says %s', async (next) => {
    const page = await open(`/sign-in?next=${encodeURIComponent(next)}`)
    await signIn(page, ADMIN.email)
    await page.waitForURL(`${server.url}/dashboard`)
  })

  test('who have forgotten their password set a new one by the mailed link, which works once', async () => {
    const email = 'joan@example.com'
    await server.register(email)
    const page = await open('/')
    await page.getByRole('link', { name: 'Forgotten your password?' }).click()
    await heading(page, 'Reset your password')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await heading(page, 'Check your mail')
    const link = await server.mailedLink(email, 'reset-password')
    await page.goto(link)
    await page.waitForURL(`${server.url}/reset-password`)
    await page.getByLabel('New password').fill(NEXT_PASSWORD)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await heading(page, 'Your password is changed')
    expect([await canSignIn(email, NEXT_PASSWORD), await canSignIn(email, PASSWORD)]).toEqual([true, false])

    const again = await open(link)
    await again.getByLabel('New password').fill('yet another pass phrase')
    await again.getByRole('button', { name: 'Set the password' }).click()
    await again.getByText('This link is wrong, used or too old.').waitFor()
    await again.getByRole('button', { name: 'Ask for a new link' }).click()
    await heading(again, 'Reset your password')
  })

  test('who are invited choose a password and a name', async () => {
    const email = 'ida@example.com'
    const token = await server.signIn(ADMIN.email)
    expect((await server.call('POST', '/users/invitations', { email }, token)).status).toBe(201)
    const page = await open(await server.mailedLink(email, 'accept-invitation'))
    expect(page.url()).toBe(`${server.url}/accept-invitation`)
    await page.getByLabel('Name').fill('Ida Rhodes')
    await page.getByLabel('New password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Accept the invitation' }).click()
    await heading(page, 'Your account is ready')
    await page.getByRole('link', { name: 'Go to the sign-in' }).click()
    await signIn(page, email)
    expect(await readMe(email)).toMatchObject({ name: 'Ida Rhodes', email_verified: true })
  })

  test('change their name, and take it back', async () => {
    const email = 'mary@example.com'
    await server.register(email, 'Mary')
    const page = await open('/sign-in')
    await signIn(page, email)
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('Mary Jackson')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await readMe(email)).toMatchObject({ name: 'Mary Jackson' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Your account: Mary mary@example.com', exact: true }).waitFor()
    expect(await readMe(email)).toMatchObject({ name: 'Mary' })
    expect(await name.inputValue()).toBe('Mary')
  })

  test('change their address, which counts when the link mailed there is opened', async () => {
    await server.register('old@example.com')
    const page = await open('/sign-in')
    await signIn(page, 'old@example.com')
    await page.getByRole('link', { name: 'Password and e-mail' }).click()
    await heading(page, 'Password and e-mail')
    const form = page.locator('section', { hasText: 'New e-mail address' })
    await form.getByLabel('New e-mail address').fill('new@example.com')
    await form.getByLabel('Current password').fill('not the password')
    await form.getByRole('button', { name: 'Change the address' }).click()
    await page.getByText('The current password is wrong.').waitFor()
    await form.getByLabel('Current password').fill(PASSWORD)
    await form.getByRole('button', { name: 'Change the address' }).click()
    await page.getByText('Waiting for confirmation: open the link in the mail to new@example.com.').waitFor()
    await page.reload()
    await page.getByText('Waiting for confirmation').waitFor()

    const link = await page.context().newPage()
    await link.goto(await server.mailedLink('new@example.com', 'verify-email'))
    await link.getByRole('button', { name: 'Confirm the address' }).click()
    await heading(link, 'Your address is confirmed')
    expect(await canSignIn('new@example.com', PASSWORD)).toBe(true)
    await page.reload()
    await page.getByText('You sign in with new@example.com.').waitFor()
    expect(await page.getByText('Waiting for confirmation').count()).toBe(0)
  })

  test('change their password, which ends their other sessions', async () => {
    const email = 'radia@example.com'
    await server.register(email)
    const page = await open('/sign-in')
    await signIn(page, email)
    const other = await server.signIn(email)
    await page.goto(`${server.url}/account/security`)
    const form = page.locator('section', { hasText: 'Change the password' })
    await form.getByLabel('Current password').fill(PASSWORD)
    await form.getByLabel('New password').fill(NEXT_PASSWORD)
    await form.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('Your password is changed.').waitFor()
    expect(await form.getByLabel('New password').inputValue()).toBe('')
    expect((await server.call('GET', '/users/me', undefined, other)).status).toBe(401)
    expect(await canSignIn(email, NEXT_PASSWORD)).toBe(true)
    await page.reload()
    await heading(page, 'Password and e-mail')
  })

  test('see where they are signed in, and end one session, the others, or all', async () => {
    const email = 'vint@example.com'
    await server.register(email)
    const [phone, program] = [await server.signIn(email, PASSWORD, IPHONE), await server.signIn(email)]
    const isValid = async (token: string) => (await server.call('GET', '/users/me', undefined, token)).status === 200
    const page = await open('/sign-in')
    await signIn(page, email)
    await page.getByRole('link', { name: 'Sessions' }).click()
    await page.getByText('Safari on iOS').waitFor()
    const items = page.locator('main li')
    expect(await items.count()).toBe(3)
    expect(await items.first().textContent()).toMatch(/Chrome on Linux.*This device.*127\.0\.0\.1.*Last used now/)

    await page.getByRole('button', { name: 'End the session: Safari on iOS' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'End', exact: true }).click()
    await page.getByText('The session has ended.').waitFor()
    expect([await isValid(phone), await isValid(program)]).toEqual([false, true])

    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'End all others' }).click()
    await page.getByText('You are signed in here and nowhere else.').waitFor()
    expect(await isValid(program)).toBe(false)

    await page.getByRole('button', { name: 'End all sessions' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'End all sessions' }).click()
    await heading(page, 'Accounts, ready to use')
  })

  test('may be called anything: a name is text wherever it stands', async () => {
    const email = 'eve@example.com'
    await server.register(email, `<img src=x onerror="document.title='broken'">`)
    const page = await open('/sign-in')
    await signIn(page, email)
    await page
      .getByRole('button', { name: /<img src=x/ })
      .first()
      .waitFor()
    expect(await page.title()).toBe('Profile · Roster')
    expect(await page.locator('img').count()).toBe(0)
  })

  test('who are no administrators are told so where they would have to be', async () => {
    await server.register('dan@example.com')
    const page = await open('/users')
    await signIn(page, 'dan@example.com')
    await heading(page, 'For administrators')
    expect(await page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0)
  })

  test('no page complained', () => {
    expect(browser.complaints).toEqual([])
  })
})
