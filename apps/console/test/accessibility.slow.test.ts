import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, chromiumPath, type Person, startBrowser } from './support/browser.ts'
import { emailOf, populate, type Scene, scenes, USER } from './support/pages.ts'
import { PASSWORD, type Server, startServer } from './support/server.ts'
import { heading, signIn } from './support/sign-in.ts'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/** Through the debugger, which the page's own policy does not bind. */
async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const run = `axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) => violations)`
  const violations = (await page.evaluate(run)) as readonly Violation[]
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  )
}

describe.skipIf(chromiumPath === undefined)('for everyone', () => {
  let server: Server
  let browser: Browser
  const people = new Map<Scene['as'], Person>()
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), startBrowser()])
    await populate(server)
    for (const [role, email] of Object.entries(emailOf) as [Scene['as'], string | undefined][]) {
      const person = await browser.person()
      people.set(role, person)
      if (email === undefined) continue
      const page = await person.open(`${server.url}/sign-in`)
      await signIn(page, email)
      await page.close()
    }
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  async function openScene({ path, as, prepare }: Scene): Promise<Page> {
    const page = await people.get(as)?.open(server.url + path)
    if (page === undefined) throw new Error(`Nobody is there as ${as}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await prepare?.(page, server)
    return page
  }

  test.each(scenes)('axe finds nothing on $name, and it fits a narrow telephone', async (scene) => {
    const page = await openScene(scene)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate('new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))')
      expect([colorScheme, await violationsOn(page)]).toEqual([colorScheme, []])
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
    await page.close()
  })

  test('everything that is pressed is large enough for a finger', async () => {
    const { open } = await browser.person({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } })
    const page = await open(`${server.url}/sign-in`)
    await signIn(page, USER.email)
    for (const path of ['/account', '/account/security', '/account/sessions']) {
      await page.goto(server.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const sizes = await page.locator('button:visible, input:visible').evaluateAll((all) =>
        all.map((each) => {
          const { width, height } = each.getBoundingClientRect()
          return { what: each.outerHTML.slice(0, 100), width, height }
        }),
      )
      expect(sizes.length).toBeGreaterThan(3)
      expect(sizes.filter(({ width, height }) => width < 44 || height < 44)).toEqual([])
    }
  })

  test('somebody without a mouse signs in, changes their name, chooses a theme, ends a session and signs out', async () => {
    const { open } = await browser.person()
    const page = await open(`${server.url}/`)
    await heading(page, 'Accounts, ready to use')
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const focused = () =>
      page.evaluate(
        "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent",
      )
    const tabTo = async (what: RegExp) => {
      for (let steps = 0; steps < 30; steps++) {
        await press('Tab')
        if (what.test(String(await focused()))) return
      }
      throw new Error(`No tab stop is ${what}; the last was ${await focused()}`)
    }

    await press('Tab')
    expect(await focused()).toBe('Skip to the content')
    await press('Enter')
    await tabTo(/E-mail address/)
    await page.keyboard.type(USER.email)
    await tabTo(/^Password/)
    await page.keyboard.type(PASSWORD)
    await press('Enter')
    await heading(page, 'Profile')
    expect(await focused()).toBe('Profile')

    await tabTo(/^Name/)
    await press('Control+A')
    await page.keyboard.type('Rear Admiral Hopper')
    await press('Enter')
    await page.getByText('Saved.').waitFor()

    await tabTo(/Theme: System/)
    await press('Enter')
    expect(await focused()).toBe('System')
    await press('ArrowDown', 'ArrowDown')
    expect(await focused()).toBe('Dark')
    await press('Home', 'End', 'Enter')
    expect(await focused()).toBe('Theme: Dark')

    await page.goto(`${server.url}/account/sessions`)
    await page.getByText('This device').waitFor()
    await tabTo(/End the session: Safari on iOS/)
    await press('Enter')
    await page.getByRole('alertdialog').waitFor()
    expect(await focused()).toBe('Cancel')
    await press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(await focused()).toBe('End the session: Safari on iOS')
    await press('Enter')
    await tabTo(/^End$/)
    await press('Enter')
    await page.getByText('The session has ended.').waitFor()

    await page.goto(`${server.url}/account`)
    await heading(page, 'Profile')
    await tabTo(/Your account: /)
    await press('ArrowUp')
    expect(await focused()).toBe('Sign out')
    await press('Enter')
    await heading(page, 'Accounts, ready to use')
  })

  test('whoever has Caps Lock on hears of it beside the password', async () => {
    const { open } = await browser.person()
    const page = await open(`${server.url}/sign-in`)
    const password = page.getByLabel('Password', { exact: true })
    await password.focus()
    await password.evaluate((input) =>
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', bubbles: true, modifierCapsLock: true })),
    )
    await page.getByText('Caps Lock is on.').waitFor()
  })

  test('no page complained', () => {
    expect(browser.complaints).toEqual([])
  })
})
