import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import openapiTypes, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../src/env.ts'
import { type LiveServer, startServer, TEST_PASSWORD } from './support/live-server.ts'

const TSC = join(repositoryRoot, 'node_modules/.bin/tsc')

let server: LiveServer
let document: object
let folder: string
beforeAll(async () => {
  server = await startServer()
  document = (await (await server.fetch('/api/v1/openapi.json')).json()) as object
  folder = mkdtempSync(join(tmpdir(), 'roster-generated-'))
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** What the compiler has against files, as an application with a bundler would compile them. */
function compile(...files: readonly string[]): string {
  const options = ['--strict', '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2024']
  try {
    execFileSync(TSC, [...options, '--lib', 'es2024,dom,dom.iterable', ...files], { cwd: folder, encoding: 'utf8' })
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

test('openapi-typescript makes types of it that say what the API says', async () => {
  const types = astToString(await openapiTypes(document as OpenAPI3))
  writeFileSync(join(folder, 'roster.ts'), types)
  const use = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), ["import type { components, paths } from './roster'", ...lines].join('\n'))
    return name
  }
  const right = use('right.ts', [
    "type User = paths['/api/v1/users/{user_id}']['get']['responses']['200']['content']['application/json']",
    "export const user = {} as User; export const name: string | null = user.name; export const role: 'user' | 'admin' = user.role",
    "export const login: components['schemas']['Login'] = { email: 'ada@example.com', password: 'secret' }",
    "export const list: paths['/api/v1/users']['get']['parameters']['query'] = { limit: 5, sort: '-name' }",
  ])
  expect(compile('roster.ts', right)).toBe('')
  const wrong = use('wrong.ts', ["export const login: components['schemas']['Login'] = { email: 'ada@example.com' }"])
  expect(compile('roster.ts', wrong)).toContain('wrong.ts')
})

interface Reply {
  readonly data?: Readonly<Record<string, unknown>>
  readonly error?: Readonly<Record<string, unknown>>
}
type Call = (options: object) => Promise<Reply>

test('@hey-api/openapi-ts makes a client of it that works against the server', async () => {
  const path = join(folder, 'client')
  await createClient({ input: document, output: { path, tsConfigPath: null }, logs: { level: 'silent', file: false } })
  expect(compile('client/index.ts', 'client/sdk.gen.ts')).toBe('')

  const sdk = (await import(/* @vite-ignore */ join(path, 'sdk.gen.ts'))) as Readonly<Record<string, Call>>
  const call = async (name: string, options: object = {}) =>
    (await sdk[name]?.({ baseUrl: server.url, ...options })) ?? {}
  const email = 'generated@example.com'
  const registered = await call('usersRegister', { body: { email, password: TEST_PASSWORD } })
  expect(registered.data).toMatchObject({ email, email_verified: false })
  const { data: pair } = await call('usersLogin', { body: { email, password: TEST_PASSWORD } })
  const auth = () => String(pair?.access_token)
  expect(await call('usersGet', { auth, path: { user_id: 'me' } })).toMatchObject({ data: { email } })
  expect(await call('usersResetPassword', { auth, body: {} })).toMatchObject({ data: { message: expect.any(String) } })
  expect(await call('usersList', { auth })).toMatchObject({ error: { code: 'FORBIDDEN' } })
})
