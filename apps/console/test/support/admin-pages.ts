import type { Page } from 'playwright-core'
import type { Scene } from './pages.ts'

const admin = (name: string, path: string, prepare?: Scene['prepare']): Scene => ({
  name,
  path,
  as: 'admin',
  ...(prepare && { prepare }),
})

async function openGrace(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Grace Hopper' }).click()
  await page.getByRole('heading', { level: 1, name: 'Grace Hopper' }).waitFor()
  await page.getByText('signed in').first().waitFor()
}

const pressed = (button: string, role: 'dialog' | 'alertdialog') => async (page: Page) => {
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.getByRole(role).waitFor()
}

/** The pages of administrators, in every state that looks different. */
export const adminScenes: readonly Scene[] = [
  admin('dashboard', '/dashboard', (page) => page.getByText('Users over time').first().waitFor()),
  admin('dashboard-table', '/dashboard?range=day', async (page) => {
    await page.getByText('Show as a table').first().click()
    await page.getByRole('columnheader', { name: 'Time' }).first().waitFor()
  }),
  admin('users', '/users', (page) => page.getByRole('link', { name: 'Grace Hopper' }).waitFor()),
  admin('users-selected', '/users', async (page) => {
    await page.getByRole('checkbox', { name: 'Select Grace Hopper' }).check()
    await page.getByText('1 selected').waitFor()
  }),
  admin('users-nobody', '/users?search=nobody', (page) => page.getByText('Nobody fits').waitFor()),
  admin('users-create', '/users', pressed('Create a user', 'dialog')),
  admin('users-invite', '/users', pressed('Invite', 'dialog')),
  admin('users-export', '/users', pressed('Export', 'dialog')),
  admin('user', '/users', openGrace),
  admin('user-delete', '/users', async (page) => {
    await openGrace(page)
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('sessions end at once').waitFor()
  }),
  admin('user-gone', '/users/nobody', (page) => page.getByText('There is no such user').last().waitFor()),
  admin('api-keys', '/api-keys', (page) => page.getByText('No keys yet').waitFor()),
  admin('api-keys-create', '/api-keys', async (page) => {
    await pressed('Create a key', 'dialog')(page)
    await page.getByText('Choose single operations').click()
    await page.getByRole('button', { name: 'Create the key' }).click()
    await page.getByText('Choose at least one.').or(page.getByText('Fill this in.')).first().waitFor()
  }),
  admin('api-keys-secret', '/api-keys', async (page) => {
    await pressed('Create a key', 'dialog')(page)
    await page.getByLabel('Name').fill('Nightly export')
    await page.getByLabel('Read users').check()
    await page.getByRole('button', { name: 'Create the key' }).click()
    await page.getByText('Copy the key now').waitFor()
  }),
  admin('api-keys-listed', '/api-keys', (page) => page.getByText('Nightly export').first().waitFor()),
  admin('audit', '/audit', (page) => page.getByRole('button', { name: 'Details' }).first().waitFor()),
  admin('audit-details', '/audit', async (page) => {
    await page.getByRole('button', { name: 'Details' }).first().click()
    await page.getByText('Hash', { exact: true }).waitFor()
  }),
  admin('audit-verified', '/audit', async (page) => {
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText(/^Intact: all/).waitFor()
  }),
]
