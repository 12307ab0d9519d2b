import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTempDir } from '../testing/child.ts'
import { schemaDifference } from './difference.ts'
import { MIGRATIONS_DIR } from './files.ts'

test('the migrations make exactly what schema.prisma says', async () => {
  expect(await schemaDifference()).toBe('')
})

test('a change of the schema comes out as its SQL alone: nothing written by hand is dropped', async () => {
  using dir = makeTempDir()
  const path = join(dir.path, 'schema.prisma')
  const schema = readFileSync(join(MIGRATIONS_DIR, '../schema.prisma'), 'utf8')
  writeFileSync(path, schema.replace('model User {', 'model User {\n  locale String?\n'))
  const sql = await schemaDifference(MIGRATIONS_DIR, path)
  expect(sql.replaceAll(/\s+/g, ' ').trim()).toBe('-- AlterTable ALTER TABLE "users" ADD COLUMN "locale" TEXT;')
})
