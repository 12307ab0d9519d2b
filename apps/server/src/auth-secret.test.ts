import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepAuthSecret } from './auth-secret.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'roster-secret-'))
})
afterEach(() => rm(root, { recursive: true }))

test('a secret is made once, for its owner alone, in a folder that need not exist', async () => {
  const dataDir = join(root, 'data')
  const secret = await keepAuthSecret(dataDir)
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect((await stat(join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600)
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  expect(await keepAuthSecret(dataDir)).toBe(secret)
})

test('many that start at once get the same secret and leave nothing else behind', async () => {
  const secrets = await Promise.all(Array.from({ length: 30 }, () => keepAuthSecret(root)))
  expect(new Set(secrets).size).toBe(1)
  expect(await readdir(root)).toEqual(['auth-secret'])
})

test('a secret that others can read is closed to them', async () => {
  await writeFile(join(root, 'auth-secret'), `${'k'.repeat(43)}\n`, { mode: 0o644 })
  expect(await keepAuthSecret(root)).toBe('k'.repeat(43))
  expect((await stat(join(root, 'auth-secret'))).mode & 0o777).toBe(0o600)
})

test('a damaged secret stops the start and is not replaced', async () => {
  await writeFile(join(root, 'auth-secret'), 'half')
  await expect(keepAuthSecret(root)).rejects.toThrow(/AUTH_SECRET: .* is damaged/)
  expect(await readFile(join(root, 'auth-secret'), 'utf8')).toBe('half')
})
