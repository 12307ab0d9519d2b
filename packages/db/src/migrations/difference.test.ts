import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { makeTempDir } from '../testing/child.ts'
import { createTestDb } from '../testing.ts'
import { differenceFrom, SCHEMA_PATH } from './difference.ts'

const run = promisify(execFile)
const limits = { limits: { queryTimeoutMs: 10_000 } }
const COMMAND = join(import.meta.dirname, '../new-migration.ts')

test('the migrations make exactly what schema.prisma says, so that db:new has nothing to write', async () => {
  await using db = await createTestDb(limits)
  expect(await differenceFrom(db.pool)).toBe('')
})

test('a column more in the schema is the only difference: nothing written by hand is dropped', async () => {
  using dir = makeTempDir()
  const path = join(dir.path, 'schema.prisma')
  const schema = readFileSync(SCHEMA_PATH, 'utf8')
  writeFileSync(path, schema.replace('model User {', 'model User {\n  addedHere String?\n'))
  await using db = await createTestDb(limits)
  const sql = await differenceFrom(db.pool, path)
  expect(sql.replaceAll(/\s+/g, ' ').trim()).toBe('-- AlterTable ALTER TABLE "users" ADD COLUMN "addedHere" TEXT;')
})

test('a name that is not a file name is refused before anything is done', async () => {
  for (const name of ['', '../x', 'Add Locale']) {
    await expect(run(process.execPath, [COMMAND, name])).rejects.toMatchObject({ code: 2 })
  }
})
