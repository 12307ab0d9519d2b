import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTempDir } from '../testing/child.ts'
import { SCHEMA_PATH, schemaDifference } from './difference.ts'
import { MIGRATIONS_DIR } from './files.ts'

test('the migrations make exactly what schema.prisma says: a column more is the only difference', async () => {
  using dir = makeTempDir()
  const path = join(dir.path, 'schema.prisma')
  const schema = readFileSync(SCHEMA_PATH, 'utf8')
  writeFileSync(path, schema.replace('model User {', 'model User {\n  addedHere String?\n'))
  const sql = await schemaDifference(MIGRATIONS_DIR, path)
  // Were the schema ahead of the migrations, or something written by hand to be dropped, it would stand here too.
  expect(sql.replaceAll(/\s+/g, ' ').trim()).toBe('-- AlterTable ALTER TABLE "users" ADD COLUMN "addedHere" TEXT;')
})

test('there is no difference from migrations and schema of an empty project', async () => {
  using dir = makeTempDir()
  const path = join(dir.path, 'schema.prisma')
  writeFileSync(path, 'datasource db {\n  provider = "postgresql"\n}\n')
  expect(await schemaDifference(dir.path, path)).toBe('')
})
