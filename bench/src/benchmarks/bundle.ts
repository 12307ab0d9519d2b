import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Benchmark } from '../bench.ts'
import { createTempDir } from '../lab/temp-dir.ts'

const CLIENT = join(import.meta.dirname, '../../../packages/client')
const GOAL_KB = 9
const BUNDLES = {
  '@roster/client': `export * from '${join(CLIENT, 'src/index.ts')}'`,
  '@trpc/client': "export { createTRPCClient, httpBatchLink } from '@trpc/client'",
} as const

interface Bundler {
  rolldown(options: object): Promise<{
    generate(options: object): Promise<{ output: readonly { readonly code?: string }[] }>
    close(): Promise<void>
  }>
}

/** What a page that uses the client downloads. */
export const bundles: Benchmark = {
  name: 'bundle',
  title: 'The client in a page',
  async run(bench) {
    const sizes: [string, number][] = []
    for (const [name, source] of Object.entries(BUNDLES)) {
      bench.step(name)
      sizes.push([name, (await bundledBytes(source)) / 1000])
    }
    return {
      title: bundles.title,
      how: 'Everything that the package exports, bundled, minified and gzipped. Beside it @trpc/client, which keeps no session.',
      measured: sizes.map(([what, value]) => ({ what, unit: 'kB', samples: [value] })),
      compared: sizes
        .slice(0, 1)
        .map(([what, value]) => ({ what, value, unit: 'kB' as const, goal: { atMost: GOAL_KB } })),
    }
  },
}

/** The client's own bundler and dependencies do it. */
async function bundledBytes(source: string): Promise<number> {
  using dir = createTempDir()
  const input = join(dir.path, 'page.ts')
  writeFileSync(input, source)
  const require = createRequire(join(CLIENT, 'package.json'))
  const { rolldown } = (await import(pathToFileURL(require.resolve('rolldown')).href)) as Bundler
  const resolve = { modules: [join(CLIENT, 'node_modules')] }
  const bundle = await rolldown({ input, platform: 'browser', resolve, external: ['react'], logLevel: 'silent' })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output.reduce((sum, { code = '' }) => sum + gzipSync(code, { level: 9 }).length, 0)
}
