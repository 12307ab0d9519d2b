import { defineConfig } from 'prisma/config'

// `generate`, `validate` and `format` never start the native schema engine, yet the command line
// downloads it first, from a host that is not always in reach. Naming any executable skips that.
if (['generate', 'validate', 'format'].includes(process.argv[2] ?? '')) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
