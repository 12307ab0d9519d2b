import { existsSync } from 'node:fs'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const REPORT_VIOLATIONS =
  "addEventListener('securitypolicyviolation', (e) => console.error('policy:', e.violatedDirective, e.blockedURI))"
/** What the browser itself says about an answer that a test has asked for, or about a server that a test has stopped. */
const EXPECTED =
  /^Failed to load resource: (?:the server responded with a status of 4\d\d |net::ERR_(?:CONNECTION|INTERNET|EMPTY))/

/** Chromium on this machine, or nothing, which is said out loud: nobody should think that pages were looked at. */
export const chromiumPath = PROGRAMS.find((path) => existsSync(path))
if (chromiumPath === undefined) {
  process.stdout.write(
    '\nNo Chromium on this machine: the tests in a browser are LEFT OUT. Install chromium to run them.\n\n',
  )
}

export interface Browser extends AsyncDisposable {
  /** Somebody's own browser: cookies and storage that nobody else has. */
  person(options?: BrowserContextOptions): Promise<Person>
  /** Errors and warnings on any page, uncaught exceptions, violations of the policy, and requests to other hosts. */
  readonly complaints: readonly string[]
}

export interface Person {
  readonly context: BrowserContext
  /** Opens another tab. */
  open(url: string): Promise<Page>
}

export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: FLAGS,
  })
  const complaints: string[] = []
  return {
    complaints,
    async person(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1200, height: 900 },
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
        ...options,
      })
      await context.addInitScript({ content: REPORT_VIOLATIONS })
      return {
        context,
        async open(url) {
          const page = await context.newPage()
          page.setDefaultTimeout(15_000)
          watch(page, new URL(url).host, complaints)
          await page.goto(url)
          return page
        },
      }
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

function watch(page: Page, host: string, complaints: string[]): void {
  page.on('console', (message) => {
    const [type, text] = [message.type(), message.text()]
    if (['error', 'warning'].includes(type) && !EXPECTED.test(text))
      complaints.push(`${type}: ${text} at ${page.url()}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message} at ${page.url()}`))
  page.on('request', (request) => {
    const target = new URL(request.url())
    if (target.protocol.startsWith('http') && target.host !== host) complaints.push(`elsewhere: ${request.url()}`)
  })
}
