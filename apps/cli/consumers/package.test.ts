import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN, type ServerProcess, startServer } from '../test/support/server.ts'

const PACKAGE = resolve(import.meta.dirname, '..')
/** Of the system, where there is one: often older than ours. */
const SYSTEM_NODE = '/usr/bin/node'
const nodes = [process.execPath, ...(existsSync(SYSTEM_NODE) ? [SYSTEM_NODE] : [])]

let folder: string
let tarball: string
let project: string
let server: ServerProcess
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roster-cli-packed-'))
  const npm = (...words: readonly string[]) => execFileSync('npm', words, { cwd: PACKAGE, encoding: 'utf8' })
  const [packed] = JSON.parse(npm('pack', '--json', '--silent', '--pack-destination', folder).replace(/^[^[]*/, ''))
  tarball = join(folder, packed.filename)
  project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  npm('install', '--prefix', project, '--offline', '--no-audit', '--no-fund', '--silent', tarball)
  server = await startServer()
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const bin = () => join(project, 'node_modules/.bin/roster')
const home = () => join(folder, 'home')

function roster(node: string, words: readonly string[], input = '') {
  const env = { HOME: home(), ROSTER_URL: server.url }
  const { status, stdout, stderr } = spawnSync(node, [bin(), ...words], { env, input, cwd: project, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

describe('the tarball', () => {
  test('is one program that depends on nothing', () => {
    const installed = join(project, 'node_modules/@roster/cli')
    expect(readdirSync(installed).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
    expect(readdirSync(join(installed, 'dist'))).toEqual(['roster.js'])
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@roster'])
    expect(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).dependencies).toBeUndefined()
    const imports = readFileSync(join(installed, 'dist/roster.js'), 'utf8').matchAll(/^import .* from ['"](.+)['"]/gm)
    expect(Array.from(imports, ([, name = '']) => name).filter((name) => !isBuiltin(name))).toEqual([])
  })

  test('publint has nothing to say', async () => {
    const packed = readFileSync(tarball)
    const bytes = packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength) as ArrayBuffer
    const { messages, pkg } = await publint({ pack: { tarball: bytes } })
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
  })
})

describe.each(nodes)('on %s', (node) => {
  test('signs in, changes a user, and signs out', () => {
    expect(roster(node, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    const login = roster(node, ['login', ADMIN.email, '--password-stdin'], ADMIN.password)
    expect([login.stderr, login.code]).toEqual(['', 0])
    const email = `user${nodes.indexOf(node)}@example.com`
    roster(node, ['users', 'create', email, '--password-stdin'], 'seven wet owls at noon')
    const disabled = roster(node, ['users', 'disable', email, '--yes', '--json'])
    expect([disabled.stderr, JSON.parse(disabled.stdout)]).toEqual([
      '',
      expect.objectContaining({ status: 'disabled' }),
    ])
    expect(roster(node, ['users', 'list']).stdout).toContain(email)
    expect(roster(node, ['audit', 'verify']).code).toBe(0)
    expect(roster(node, ['logout']).code).toBe(0)
    expect(roster(node, ['whoami']).code).toBe(3)
  })

  test('says where an administrator can be made of a stopped server', () => {
    const outcome = roster(node, ['admin', 'create', 'ada@example.com', '--offline', '--password-stdin'], 'x')
    expect([outcome.code, outcome.stderr]).toEqual([2, expect.stringContaining('pnpm roster admin create')])
  })
})

const shells = [
  {
    shell: 'bash',
    script: `COMP_WORDS=(roster users re); COMP_CWORD=2; _roster_complete; printf "%s\\n" "\${COMPREPLY[@]}"`,
  },
  { shell: 'fish', script: 'complete -C "roster users re" | string replace -r "\\t.*" ""' },
]

test.each(shells)('$shell completes', ({ shell, script }) => {
  const own = `${shell}-completion`
  writeFileSync(join(folder, own), roster(process.execPath, ['completion', shell]).stdout)
  const env = { HOME: home(), PATH: `${join(project, 'node_modules/.bin')}:/usr/local/bin:/usr/bin:/bin` }
  const line = `source ${join(folder, own)}; ${script}`
  const { error, stdout, stderr } = spawnSync(shell, ['-c', line], { env, cwd: folder, encoding: 'utf8' })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return // not every machine has every shell
  expect([stderr, stdout.trim().split('\n').sort()]).toEqual(['', ['reset-password', 'restore']])
})
