import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { schemaDifference } from './migrations/difference.ts'
import { MIGRATIONS_DIR } from './migrations/files.ts'

// `pnpm db:new NAME` writes the migration from what the others make to what schema.prisma says. Read it before you
// commit it: a rename comes out as a drop and a new column, and data to be carried over has to be written by hand.
const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('Usage: pnpm db:new NAME    (lower-case letters, digits and _, such as add_user_locale)\n')
  process.exit(2)
}

const sql = await schemaDifference()
if (sql === '') {
  process.stdout.write('No difference: the migrations already make what schema.prisma says.\n')
} else {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const dir = join(MIGRATIONS_DIR, `${time}_${name}`)
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'migration.sql'), sql)
  process.stdout.write(`Written: ${join(dir, 'migration.sql')}\n`)
}
