import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import openapiTS, { astToString } from 'openapi-typescript'
import { rolldown } from 'rolldown'
import { flatten } from './flatten.ts'

const folder = resolve(import.meta.dirname, '..')
/** Made beside what there is, which others may be running. */
const dist = join(folder, `node_modules/.dist-${process.pid}`)
const root = resolve(folder, '../..')
const MAX_GZIPPED_BYTES = 9000
const ENTRIES = ['index', 'query', 'react', 'trpc']

/** Makes `dist`: two bundles without dependencies, their declarations, and the OpenAPI document with its types. */
async function build(): Promise<void> {
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  await bundle()
  declare()
  await describe()
  const size = gzipSync(readFileSync(join(dist, 'index.js')), { level: 9 }).length
  if (size > MAX_GZIPPED_BYTES) throw new Error(`index.js has ${size} bytes gzipped, more than ${MAX_GZIPPED_BYTES}`)
  replaceFiles(join(folder, 'dist'))
  process.stdout.write(`dist/index.js: ${size} bytes gzipped\n`)
}

/** Puts each new file in the place of the old one, in one step: whoever imports it finds one or the other. */
function replaceFiles(target: string): void {
  mkdirSync(target, { recursive: true })
  const names = readdirSync(dist)
  for (const name of names) renameSync(join(dist, name), join(target, name))
  for (const name of readdirSync(target)) {
    if (!names.includes(name)) rmSync(join(target, name), { recursive: true })
  }
  rmSync(dist, { recursive: true })
}

/** One file per entry. An entry that another one imports stays a file of its own. */
async function bundle(): Promise<void> {
  for (const name of ENTRIES) {
    await using bundler = await rolldown({
      input: join(folder, `src/${name}.ts`),
      external: ['react'],
      platform: 'neutral',
      tsconfig: join(folder, 'tsconfig.build.json'),
      plugins: [
        {
          name: 'entries',
          resolveId(source, importer) {
            const entry = ENTRIES.find((each) => source === `./${each}.ts`)
            return importer !== undefined && entry !== undefined ? { id: `./${entry}.js`, external: true } : null
          },
        },
      ],
    })
    await bundler.write({ file: join(dist, `${name}.js`), format: 'esm', comments: { jsdoc: false, legal: true } })
  }
}

/** One declaration file per entry, without what is `@internal`. */
function declare(): void {
  const emitted = join(dist, 'types')
  const options = ['-p', join(folder, 'tsconfig.build.json'), '--outDir', emitted]
  execFileSync(join(root, 'node_modules/.bin/tsc'), options, { stdio: 'inherit' })
  const read = (name: string) => readFileSync(join(emitted, `${name}.d.ts`), 'utf8')
  writeFileSync(join(dist, 'index.d.ts'), flatten(read))
  for (const name of ENTRIES.slice(1)) {
    writeFileSync(
      join(dist, `${name}.d.ts`),
      read(name).replaceAll(
        /from '\.\/([\w-]+)\.ts'/g,
        (_, from) => `from './${from === 'query' ? from : 'index'}.js'`,
      ),
    )
  }
  rmSync(emitted, { recursive: true })
}

async function describe(): Promise<void> {
  const document = readFileSync(join(root, 'docs/openapi.json'), 'utf8')
  writeFileSync(join(dist, 'openapi.json'), document)
  const types = await openapiTS(document, { alphabetize: false })
  writeFileSync(
    join(dist, 'openapi.d.ts'),
    `/** The REST API, as openapi-typescript writes it. */\n${astToString(types)}`,
  )
  writeFileSync(join(dist, 'openapi.js'), 'export {}\n')
}

await build()
