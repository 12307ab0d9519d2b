import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRosterClient, type RosterClient } from '../src/index.ts'
import { ADMIN, type ServerProcess, startServerProcess } from '../src/testing/server.ts'
import { pack, run, type Workplace } from './install.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const SCRIPTS = join(ROOT, 'examples/scripts')
const DAY_MS = 86_400_000

let workplace: Workplace
let server: ServerProcess
let admin: RosterClient
/** A copy of the scripts outside the repository, with the packed client, and `roster` on the path. */
let project: string
let path: string
beforeAll(async () => {
  workplace = pack()
  server = await startServerProcess()
  admin = createRosterClient({ url: server.url })
  await admin.auth.signIn(ADMIN)
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(SCRIPTS, 'package.json'), 'utf8'))
  const { '@roster/client': _, ...others } = { ...dependencies, ...devDependencies }
  project = workplace.install('scripts', others, [])
  for (const name of readdirSync(SCRIPTS).filter((name) => /\.(?:ts|sh)$|^tsconfig/.test(name))) {
    cpSync(join(SCRIPTS, name), join(project, name))
  }
  const bin = join(project, 'bin')
  mkdirSync(bin)
  const main = join(ROOT, 'apps/cli/src/main.ts')
  writeFileSync(join(bin, 'roster'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
  chmodSync(join(bin, 'roster'), 0o755)
  path = `${bin}:${run('sh', ['-c', 'printf %s "$PATH"'], ROOT)}`
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  workplace?.[Symbol.dispose]()
})

const hasJq = ['/usr/bin/jq', '/bin/jq', '/usr/local/bin/jq', '/opt/homebrew/bin/jq'].some(existsSync)
const languages = hasJq ? (['ts', 'sh'] as const) : (['ts'] as const)

/** Runs a script to its end, as whoever the environment says. @returns what it printed, without line ends */
function script(name: string, language: 'ts' | 'sh', words: readonly string[], env: Record<string, string>): string {
  const command = language === 'ts' ? process.execPath : '/bin/sh'
  const own = { ROSTER_URL: server.url, PATH: path, HOME: project, ...env }
  return run(command, [join(project, `${name}.${language}`), ...words], project, own).trimEnd()
}

type Scopes = Parameters<RosterClient['apiKeys']['create']['mutate']>[0]['scopes']

const keyFor = async (name: string, scopes: Scopes) =>
  admin.apiKeys.create.mutate({ name, scopes, expiresAt: new Date(Date.now() + DAY_MS).toISOString() })

test('compile as they are', () => {
  run(process.execPath, ['node_modules/typescript/bin/tsc'], project)
})

/** As the comments at their beginnings have them. */
const inactiveScopes = {
  ts: ['users.list', 'users.update'],
  sh: ['users:read', 'users:write', 'sessions:read'],
} as const satisfies Record<string, Scopes>

describe.each(languages)('in %s', (language) => {
  test('disables everybody inactive for a year: first in words, then in deed', async () => {
    const long = '2020-01-01T00:00:00.000Z'
    const recent = new Date(Date.now() - 30 * DAY_MS).toISOString()
    const address = (name: string) => `${name}@${language}.example`
    const rows = [
      { email: address('gone'), createdAt: long, lastLoginAt: long },
      { email: address('never'), createdAt: long },
      { email: address('recent'), createdAt: long, lastLoginAt: recent },
      { email: address('young'), createdAt: recent },
      { email: address('admin'), createdAt: long, role: 'admin' as const },
    ]
    expect(await admin.users.import.mutate({ rows })).toMatchObject({ created: 5 })
    const statuses = async () => {
      const { items } = await admin.users.list.query({ search: `@${language}.example`, sort: 'email' })
      return items.filter(({ status }) => status === 'disabled').map(({ email }) => email)
    }
    const { secret } = await keyFor('Inactive', inactiveScopes[language])
    const env = { ROSTER_API_KEY: secret }

    expect(script('disable-inactive', language, [], env)).toContain('2 would be disabled. Add --apply to do it.')
    expect(await statuses()).toEqual([])
    expect(script('disable-inactive', language, ['--apply'], env)).toContain('2 disabled.')
    expect(await statuses()).toEqual([address('gone'), address('never')])
    expect(script('disable-inactive', language, ['--apply'], env)).toContain('0 disabled.')
  })

  test('exports everybody, and keeps the newest files', async () => {
    const { secret } = await keyFor('Export', ['users.export'])
    const directory = join(project, `exports-${language}`)
    mkdirSync(directory)
    for (const day of ['01', '02', '03']) writeFileSync(join(directory, `users-2020-01-${day}.ndjson.gz`), '')
    const words = language === 'ts' ? [directory, '--keep', '2'] : [directory]
    script('nightly-export', language, words, { ROSTER_API_KEY: secret, KEEP: '2' })
    const names = readdirSync(directory).sort()
    expect(names).toEqual(['users-2020-01-03.ndjson.gz', expect.stringMatching(/^users-20\d\d-\d\d-\d\d\.ndjson\.gz$/)])
    const file = join(directory, names[1] ?? '')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const users = gunzipSync(readFileSync(file)).toString().trim().split('\n')
    expect(users.map((line) => JSON.parse(line).email)).toContain(ADMIN.email)
    expect(users.join()).not.toContain('password_hash')

    const failed = () => script('nightly-export', language, words, { ROSTER_API_KEY: `${secret}x`, KEEP: '2' })
    expect(failed).toThrow()
    expect(readdirSync(directory).sort()).toEqual(names)
  })

  test('rotates an API key: the new one works before the old one ends', async () => {
    const name = `Rotated ${language}`
    const old = await keyFor(name, ['users.list', 'users.export'])
    const file = join(project, `rotated-${language}.key`)
    writeFileSync(file, old.secret)
    const env: Record<string, string> = { ROSTER_EMAIL: ADMIN.email, ROSTER_PASSWORD: ADMIN.password }
    if (language === 'sh')
      run('roster', ['login', ADMIN.email, '--url', server.url], project, { ...env, PATH: path, HOME: project })
    script('rotate-key', language, [name, file], language === 'ts' ? env : {})

    const secret = readFileSync(file, 'utf8').trim()
    expect([secret === old.secret, statSync(file).mode & 0o777]).toEqual([false, 0o600])
    const uses = (apiKey: string) => createRosterClient({ url: server.url, apiKey }).users.list.query({ limit: 1 })
    expect((await uses(secret)).items).toHaveLength(1)
    await expect(uses(old.secret)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    const { items } = await admin.apiKeys.list.query({})
    const made = items.find((key) => key.name === name && key.revokedAt === null)
    expect(made?.scopes).toEqual(['users.list', 'users.export'])

    expect(() => script('rotate-key', language, ['No such key', file], language === 'ts' ? env : {})).toThrow()
    expect((await uses(secret)).items).toHaveLength(1)
  })
})
