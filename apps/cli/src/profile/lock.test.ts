import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { lockFile } from './lock.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roster-cli-lock-'))
  path = join(folder, 'default.json')
  return () => rm(folder, { recursive: true, force: true })
})

test('one at a time has the lock, and none is left behind', async () => {
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const release = await lockFile(path)
      inside += 1
      most = Math.max(most, inside)
      await readdir(folder)
      inside -= 1
      await release()
    }),
  )
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a lock of a dead process is taken over by one of many', async () => {
  await writeFile(`${path}.lock`, '999999999 x')
  let inside = 0
  let most = 0
  const all = Array.from({ length: 10 }, async () => {
    const release = await lockFile(path)
    inside += 1
    most = Math.max(most, inside)
    await readdir(folder)
    inside -= 1
    await release()
  })
  await Promise.all(all)
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('a lock that was held for too long counts for nothing, and who held it takes away no other', async () => {
  const releaseOld = await lockFile(path)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(`${path}.lock`, longAgo, longAgo)
  const release = await lockFile(path)
  await releaseOld()
  expect(await readdir(folder)).toEqual(['default.json.lock'])
  await release()
  expect(await readdir(folder)).toEqual([])
})
