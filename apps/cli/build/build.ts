import { chmodSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const folder = resolve(import.meta.dirname, '..')

/** Makes `dist/roster.js`: the whole command line in one file that depends on nothing but Node 20. */
async function build(): Promise<void> {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  const file = join(folder, 'dist/roster.js')
  await using bundler = await rolldown({
    input: join(folder, 'src/main.ts'),
    platform: 'node',
    tsconfig: join(folder, 'tsconfig.json'),
    // `using` is newer than Node 20.
    transform: { target: 'node20' },
  })
  await bundler.write({ file, format: 'esm', comments: { jsdoc: false, legal: true } })
  chmodSync(file, 0o755)
}

await build()
