import type { Page } from 'playwright-core'
import { adminScenes } from './admin-pages.ts'
import { ADMIN, type Server } from './server.ts'

/** A page as somebody meets it: looked at by axe in light and dark, and made a picture of. */
export interface Scene {
  readonly name: string
  readonly path: string
  /** Who looks at it: nobody, a user, an administrator. */
  readonly as: 'visitor' | 'user' | 'admin'
  /** Brings it into the state that is of interest. */
  readonly prepare?: (page: Page, server: Server) => Promise<void>
}

export const USER = { email: 'grace@example.com', name: 'Grace Hopper' }

export const scenes: readonly Scene[] = [
  { name: 'home', path: '/', as: 'visitor' },
  { name: 'not-found', path: '/nowhere', as: 'visitor' },
  { name: 'sign-in', path: '/sign-in', as: 'visitor' },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    as: 'visitor',
    async prepare(page) {
      await page.getByLabel('E-mail address').fill(USER.email)
      await page.getByLabel('Password', { exact: true }).fill('not the password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('The e-mail address or the password is wrong.').waitFor()
    },
  },
  { name: 'register', path: '/register', as: 'visitor' },
  {
    name: 'register-refused',
    path: '/register',
    as: 'visitor',
    async prepare(page) {
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('E-mail address').fill('ada at example')
      await page.getByLabel('Password', { exact: true }).fill('ada')
      await page.getByRole('button', { name: 'Create the account' }).click()
      await page.getByText('This is not an e-mail address.').waitFor()
    },
  },
  { name: 'reset-password', path: '/reset-password', as: 'visitor' },
  {
    name: 'reset-password-sent',
    path: '/reset-password',
    as: 'visitor',
    async prepare(page) {
      await page.getByLabel('E-mail address').fill(USER.email)
      await page.getByRole('button', { name: 'Send the link' }).click()
      await page.getByText('Check your mail').waitFor()
    },
  },
  { name: 'reset-password-choose', path: '/reset-password#token=x', as: 'visitor' },
  { name: 'verify-email', path: '/verify-email#token=x', as: 'visitor' },
  { name: 'verify-email-again', path: '/verify-email', as: 'visitor' },
  { name: 'accept-invitation', path: '/accept-invitation#token=x', as: 'visitor' },
  { name: 'accept-invitation-incomplete', path: '/accept-invitation', as: 'visitor' },
  { name: 'setup', path: '/setup#token=x', as: 'visitor' },
  { name: 'profile', path: '/account', as: 'user' },
  {
    name: 'profile-saved',
    path: '/account',
    as: 'user',
    async prepare(page) {
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.').waitFor()
    },
  },
  {
    name: 'menu',
    path: '/account',
    as: 'user',
    async prepare(page) {
      await page
        .getByRole('button', { name: /^Your account/ })
        .locator('visible=true')
        .click()
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    },
  },
  { name: 'security', path: '/account/security', as: 'user' },
  {
    name: 'sessions',
    path: '/account/sessions',
    as: 'user',
    prepare: (page) => page.getByText('This device').waitFor(),
  },
  {
    name: 'sessions-end-all',
    path: '/account/sessions',
    as: 'user',
    async prepare(page) {
      await page.getByRole('button', { name: 'End all sessions' }).click()
      await page.getByRole('alertdialog').waitFor()
    },
  },
  {
    name: 'unreachable',
    path: '/account',
    as: 'user',
    async prepare(page) {
      await page.route(/\/(?:trpc|health)\//, (route) => route.abort('connectionrefused'))
      await page.reload()
      await page.getByText('The server does not answer.').waitFor()
      await page.getByText('This page did not load').waitFor({ timeout: 40_000 })
    },
  },
  { name: 'not-allowed', path: '/users', as: 'user' },
  ...adminScenes,
]

/** Somebody to look at, with a name and sessions. */
export async function populate(server: Server): Promise<void> {
  await server.register(USER.email, USER.name)
  await server.signIn(
    USER.email,
    undefined,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  )
  await server.signIn(USER.email)
}

export const emailOf = { visitor: undefined, user: USER.email, admin: ADMIN.email } as const
