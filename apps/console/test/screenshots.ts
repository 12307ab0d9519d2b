import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumPath, type Person, startBrowser } from './support/browser.ts'
import { emailOf, populate, type Scene, scenes } from './support/pages.ts'
import { type Server, startServer } from './support/server.ts'
import { signIn } from './support/sign-in.ts'

// A picture of each page, as it looks on a desk, on a telephone and in the dark, for people to look at.

const FOLDER = join(import.meta.dirname, '../screenshots')
const LOOKS = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
} as const

if (chromiumPath === undefined) process.exit(1)
const only = process.argv.slice(2)
rmSync(FOLDER, { recursive: true, force: true })
await using browser = await startBrowser()

for (const [look, options] of Object.entries(LOOKS)) await takeAll(look, options)
for (const complaint of browser.complaints) complain(complaint)
process.stdout.write(`Pictures of every page are in ${FOLDER}\n`)

/** On a server of its own: scenes leave something behind. */
async function takeAll(look: string, options: (typeof LOOKS)[keyof typeof LOOKS]): Promise<void> {
  await using server = await startServer()
  await populate(server)
  mkdirSync(join(FOLDER, look), { recursive: true })
  const people = new Map<Scene['as'], Person>()
  for (const scene of scenes.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)))) {
    const person = people.get(scene.as) ?? (await enter(server, scene.as, options))
    people.set(scene.as, person)
    const page = await person.open(server.url + scene.path)
    try {
      await page.getByRole('heading', { level: 1 }).waitFor()
      await scene.prepare?.(page, server)
      await page.waitForLoadState('networkidle')
    } catch (error) {
      complain(`${look}/${scene.name} is not as it should be: ${error}`)
    }
    await page.screenshot({ path: join(FOLDER, look, `${scene.name}.png`) })
    await page.close()
  }
  for (const { context } of people.values()) await context.close()
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}

async function enter(server: Server, as: Scene['as'], options: (typeof LOOKS)[keyof typeof LOOKS]): Promise<Person> {
  const person = await browser.person(options)
  const email = emailOf[as]
  if (email !== undefined) {
    const page = await person.open(`${server.url}/sign-in`)
    await signIn(page, email)
    await page.close()
  }
  return person
}
