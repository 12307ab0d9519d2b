import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

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
/** What the browser itself says about an answer that a test has asked for. */
const REFUSAL = /^Failed to load resource: .* status of 401 /

/** Chromium on this machine, or nothing, which is said out loud: nobody should think that pages were looked at. */
export const chromiumPath = PROGRAMS.find((path) => existsSync(path))
if (chromiumPath === undefined) {
  process.stdout.write(
    '\nNo Chromium on this machine: the tests in a browser are LEFT OUT. Install chromium to run them.\n\n',
  )
}

/** A page, and everything in it that a person would not see. */
export interface WatchedPage {
  readonly page: Page
  /** Errors and warnings on the console, uncaught exceptions, violations of the content security policy. */
  readonly complaints: readonly string[]
  /** Requests that left for another host, or failed. */
  readonly strays: readonly string[]
}

export interface Browser extends AsyncDisposable {
  open(url: string): Promise<WatchedPage>
}

/** Starts Chromium with a profile of its own. */
export async function startBrowser(): Promise<Browser> {
  await using resources = new AsyncDisposableStack()
  const profile = await mkdtemp(join(tmpdir(), 'roster-chromium-'))
  resources.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }))
  const context = await chromium.launchPersistentContext(profile, {
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: FLAGS,
    viewport: { width: 1200, height: 900 },
  })
  resources.defer(() => context.close())
  const owned = resources.move()
  return {
    open: (url) => openWatched(context, url),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function openWatched(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage()
  const complaints: string[] = []
  const strays: string[] = []
  const { host } = new URL(url)
  page.on('console', (message) => {
    const [type, text] = [message.type(), message.text()]
    if (['error', 'warning'].includes(type) && !REFUSAL.test(text)) complaints.push(`${type}: ${text}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const target = new URL(request.url())
    if (target.protocol.startsWith('http') && target.host !== host) strays.push(request.url())
  })
  page.on('requestfailed', (request) => strays.push(`${request.url()}: ${request.failure()?.errorText}`))
  await page.addInitScript({ content: REPORT_VIOLATIONS })
  await page.goto(url)
  return { page, complaints, strays }
}
