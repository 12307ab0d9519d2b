import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServerProcess } from '../src/testing/server.ts'
import { pack, run, type Workplace } from './install.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const EXAMPLES = join(ROOT, 'examples')
const CHROMIUM = '/usr/bin/chromium'

let workplace: Workplace
let server: ServerProcess
beforeAll(async () => {
  workplace = pack()
  server = await startServerProcess({ ACCESS_TOKEN_TTL_SECONDS: '5' })
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  workplace?.[Symbol.dispose]()
})

const has = (program: string) => {
  try {
    run('which', [program], ROOT)
    return true
  } catch {
    return false
  }
}

/** A copy outside the repository that has installed the packed client. */
function install(name: string): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(EXAMPLES, name, 'package.json'), 'utf8'))
  const { '@roster/client': _, ...others } = { ...dependencies, ...devDependencies }
  const project = workplace.install(name, others, [])
  const keepManifest = (source: string) => !source.endsWith('package.json') && !source.includes('node_modules')
  cpSync(join(EXAMPLES, name), project, { recursive: true, filter: keepManifest })
  return project
}

/** The first block of a language in docs/rest.md. */
function fromDocs(language: string): string {
  const [, code] =
    new RegExp(`\`\`\`${language}\\n(.*?)\n\`\`\``, 's').exec(readFileSync(join(ROOT, 'docs/rest.md'), 'utf8')) ?? []
  if (code === undefined) throw new Error(`docs/rest.md has no ${language}`)
  return code
}

test('the Node script', () => {
  const project = install('node-script')
  run(process.execPath, ['node_modules/typescript/bin/tsc'], project)
  expect(run(process.execPath, ['main.js'], project, { ROSTER_URL: server.url }).trimEnd().split('\n')).toEqual([
    'Registered grace@example.com.',
    'Signed in as Grace.',
    'Not a name: Must not be empty.',
    'Now called Grace Hopper.',
    'grace@example.com is signed in once.',
    'Signed out.',
  ])
})

test.skipIf(!has('python3'))('the Python script', () => {
  const text = run('python3', [join(EXAMPLES, 'python-script/main.py')], ROOT, { ROSTER_URL: server.url })
  expect(text.trimEnd().split('\n')).toEqual([
    'Registered grace.py@example.com.',
    'Signed in as Grace.',
    'Not a name: Must not be empty.',
    'Now called Grace Hopper.',
    'grace.py@example.com is signed in once.',
    'Signed out.',
  ])
})

test.skipIf(!has('python3'))("the documentation's Python", () => {
  const text = run('python3', ['-c', fromDocs('python')], ROOT, { ROSTER_URL: server.url })
  expect(text.trimEnd().split('\n')).toEqual([
    'python@example.com',
    "VALIDATION_FAILED ['email', 'nickname']",
    'Ada Lovelace',
    'FORBIDDEN',
  ])
})

test.skipIf(!has('python3') || !has('curl'))("the documentation's shell", () => {
  const text = run('sh', ['-euc', fromDocs('sh')], ROOT, { ROSTER_URL: server.url })
  expect(text.trimEnd().split('\n')).toEqual(['sh@example.com', 'Ada Lovelace', 'VERSION_CONFLICT', '204'])
})

test.skipIf(!has('go'))("the documentation's Go", () => {
  const file = join(workplace.install('go', {}, []), 'main.go')
  writeFileSync(file, fromDocs('go'))
  expect(run('go', ['run', file], ROOT, { ROSTER_URL: server.url })).toBe('go@example.com Ada Lovelace\n')
})

test.skipIf(!existsSync(CHROMIUM))('the Vite app, in Chromium', async () => {
  const project = install('vite-app')
  run(process.execPath, ['node_modules/typescript/bin/tsc'], project)
  run(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], project)
  await using app = await preview(project)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    await page.goto(app.url)
    await page.getByLabel('E-mail address').fill('vite@example.com')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByText('Must have at least 8 characters').waitFor()
    await page.getByLabel('E-mail address').fill('vite@example.com')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('heading', { name: 'Hello, vite@example.com' }).waitFor()
    await page.getByLabel('Name').fill('Ada')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    await page.getByText('(here)').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  } finally {
    await browser.close()
  }
})

/** Serves a built app, with the server behind the same origin. */
async function preview(project: string): Promise<AsyncDisposable & { readonly url: string }> {
  const args = [
    `ROSTER_URL=${server.url}`,
    process.execPath,
    'node_modules/vite/bin/vite.js',
    'preview',
    '--port=0',
    '--host=127.0.0.1',
  ]
  const child = spawn('env', args, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  const url = await new Promise<string>((done, fail) => {
    child.once('exit', () => fail(new Error(`vite preview has ended: ${text}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(stripVTControlCharacters(text)) ?? []
      if (found !== undefined) done(found)
    })
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
