import type { BrowserContextOptions, Page } from 'playwright-core'
import { type Browser, startBrowser } from './browser.ts'
import { ADMIN, type Server, startServer } from './server.ts'
import { signIn } from './sign-in.ts'

/** A server with an administrator, and browsers to look at it with. */
export interface Office extends AsyncDisposable {
  readonly server: Server
  readonly browser: Browser
  /** What the administrator may call, past the console. */
  readonly token: string
  /** A page that the administrator is signed in on. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>
  /** Makes users without a password, all at once. */
  fill(rows: readonly object[]): Promise<void>
  /** A user as the server has them, by their address. */
  userOf(email: string): Promise<Readonly<Record<string, unknown>>>
}

export async function openOffice(): Promise<Office> {
  await using resources = new AsyncDisposableStack()
  const server = resources.use(await startServer())
  const browser = resources.use(await startBrowser())
  const token = await server.signIn(ADMIN.email)
  const owned = resources.move()
  return {
    server,
    browser,
    token,
    async open(path, options) {
      const { open } = await browser.person(options)
      const page = await open(`${server.url}/sign-in`)
      await signIn(page, ADMIN.email)
      await page.goto(server.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      return page
    },
    async fill(rows) {
      const { status, body } = await server.call('POST', '/users/import', { rows }, token)
      if (status !== 200 || body.created !== rows.length) throw new Error(`Not imported: ${JSON.stringify(body)}`)
    },
    async userOf(email) {
      for (const status of ['', '&status=deleted']) {
        const { body } = await server.call(
          'GET',
          `/users?search=${encodeURIComponent(email)}${status}`,
          undefined,
          token,
        )
        const [user] = (body.items as Record<string, unknown>[]).filter((each) => each.email === email)
        if (user !== undefined) return user
      }
      throw new Error(`There is no ${email}`)
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
