import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pack, run, type Workplace } from './install.ts'

// npm knows a package by another name as well, so that one project can have every TypeScript.
const COMPILERS = {
  'typescript-5.7': '5.7.3',
  'typescript-5.9': '5.9.3',
  'typescript-6.0': '6.0.3',
  'typescript-7.0': '7.0.2',
}
const compilers = Object.keys(COMPILERS)

let workplace: Workplace
let plain: string
beforeAll(() => {
  workplace = pack()
  const aliases = Object.entries(COMPILERS).map(([name, version]) => [name, `npm:typescript@${version}`])
  plain = workplace.install('plain', { ...Object.fromEntries(aliases), '@types/node': '24.19.2' }, [
    'usage.ts',
    'platform.ts',
  ])
})
afterAll(() => workplace?.[Symbol.dispose]())

const installed = () => join(plain, 'node_modules/@roster/client')
const dist = (name: string) => readFileSync(join(installed(), 'dist', name), 'utf8')

/** How much of a module, or of some of its exports, a page would load: minified and gzipped. */
async function bundledBytes(module: string, names?: readonly string[]): Promise<number> {
  const entry = `export ${names ? `{ ${names.join(', ')} }` : '*'} from ${JSON.stringify(module)}`
  const bundler = await rolldown({
    input: 'entry',
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? entry : null),
      },
    ],
  })
  const { output } = await bundler.generate({ minify: true })
  return gzipSync(output[0].code).length
}

/** @returns how long it took, in milliseconds */
function compile(project: string, compiler: string, options: object, files: readonly string[]): number {
  const config = join(project, 'tsconfig.json')
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, target: 'es2022' }
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...options }, files }))
  const start = performance.now()
  const main = join(project, 'node_modules', compiler, 'bin/tsc')
  run(process.execPath, [main, '-p', config], project)
  return performance.now() - start
}

describe('the tarball', () => {
  test('holds the client and nothing else, and depends on nothing', () => {
    const manifest = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'))
    expect(manifest.dependencies).toBeUndefined()
    expect(Object.keys(manifest.peerDependencies)).toEqual(Object.keys(manifest.peerDependenciesMeta))
    expect(readdirSync(join(installed(), 'dist')).sort()).toEqual([
      'index.d.ts',
      'index.js',
      'openapi.d.ts',
      'openapi.js',
      'openapi.json',
      'query.d.ts',
      'query.js',
      'react.d.ts',
      'react.js',
      'trpc.d.ts',
      'trpc.js',
    ])
    expect(readdirSync(join(plain, 'node_modules/@roster'))).toEqual(['client'])
  })

  test('imports only itself, and React where React is asked for', () => {
    for (const name of readdirSync(join(installed(), 'dist')).filter((each) => /\.(?:js|d\.ts)$/.test(each))) {
      const imports = Array.from(
        dist(name).matchAll(/(?:\bfrom |\bimport\(|^import )['"]([^'"]+)['"]/gm),
        ([, from]) => from,
      )
      const allowed = name.startsWith('react') ? ['react', './query.js', './index.js'] : ['./index.js']
      expect([name, imports.filter((from) => !allowed.includes(from ?? ''))]).toEqual([name, []])
    }
    expect(dist('index.js')).not.toMatch(/^import /m)
  })

  test('is small', async () => {
    const asItIs = gzipSync(dist('index.js')).length
    const minified = await bundledBytes(join(installed(), 'dist/index.js'))
    const trpc = await bundledBytes(fileURLToPath(import.meta.resolve('@trpc/client')), [
      'createTRPCClient',
      'httpBatchLink',
    ])
    process.stdout.write(
      `@roster/client: ${asItIs} bytes gzipped, ${minified} minified and gzipped; @trpc/client alone: ${trpc}\n`,
    )
    expect(asItIs).toBeLessThan(9000)
    expect(minified).toBeLessThan(trpc)
  })

  test('explains itself in the editor', () => {
    expect(dist('index.d.ts')).toContain('* @throws EMAIL_TAKEN This e-mail address already belongs to an account.')
    expect(dist('index.d.ts')).toContain('/** Part of the e-mail address or the name, in any case.')
  })

  test('publint has nothing to say', async () => {
    const tarball = readFileSync(workplace.tarball)
    const { messages, pkg } = await publint({
      pack: {
        tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) as ArrayBuffer,
      },
    })
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
  })

  test('attw has nothing to say, but that it is ESM', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(workplace.tarball))))
    if (!result.types) return expect.unreachable('There are no types')
    // node10 knows no `exports`; CommonJS can `require` ES modules since Node 20.19.
    const problems = result.problems.filter(
      (problem) =>
        !('resolutionKind' in problem && problem.resolutionKind === 'node10') && problem.kind !== 'CJSResolvesToESM',
    )
    expect(problems).toEqual([])
  })

  test('has the public types of the snapshot', async () => {
    await expect(
      ['index', 'query', 'react', 'trpc'].map((name) => `// ${name}.d.ts\n${dist(`${name}.d.ts`)}`).join('\n'),
    ).toMatchFileSnapshot(resolve(import.meta.dirname, 'public-types.snap'))
  })

  test('carries the OpenAPI document', () => {
    const script = "import doc from '@roster/client/openapi.json' with { type: 'json' }; console.log(doc.openapi)"
    expect(run(process.execPath, ['--input-type=module', '-e', script], plain).trim()).toBe('3.1.0')
  })
})

describe.each(compilers)('%s', (compiler) => {
  describe.each([
    { name: 'nodenext', options: { module: 'nodenext', moduleResolution: 'nodenext' } },
    { name: 'bundler', options: { module: 'esnext', moduleResolution: 'bundler' } },
  ])('with $name', ({ options }) => {
    test.each([
      ["the DOM's types", { lib: ['es2022', 'dom'], types: [] }, ['usage.ts', 'platform.ts']],
      ["Node's types", { lib: ['es2022'], types: ['node'] }, ['usage.ts', 'platform.ts']],
      ['no types of a platform', { lib: ['es2022'], types: [] }, ['usage.ts']],
    ])('compiles on %s', (_, platform, files) => {
      compile(plain, compiler, { ...options, ...platform }, files)
    })
  })
})

test.each([
  ['React and TanStack Query', 'react.tsx', {}],
  [
    "tRPC's own types for TanStack Query",
    'trpc.tsx',
    { '@trpc/client': '11.22.1', '@trpc/server': '11.22.1', '@trpc/tanstack-react-query': '11.22.1' },
  ],
])('%s', (_, fixture, others) => {
  const react = { react: '19.3.1', '@types/react': '19.3.0', '@tanstack/react-query': '5.108.0' }
  const typescript = { 'typescript-5.9': 'npm:typescript@5.9.3', 'typescript-7.0': 'npm:typescript@7.0.2' }
  // tRPC asks for the package by its own name.
  const project = workplace.install(fixture, { ...react, ...typescript, typescript: '5.9.3', ...others }, [fixture])
  const options = {
    ...{ module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', lib: ['es2022', 'dom'], types: [] },
    skipLibCheck: true,
  }
  for (const compiler of ['typescript-5.9', 'typescript-7.0']) compile(project, compiler, options, [fixture])
})

test('checking it takes a project little more time than checking @trpc/client alone', () => {
  const dependencies = { 'typescript-5.9': 'npm:typescript@5.9.3', 'typescript-7.0': 'npm:typescript@7.0.2' }
  const trpc = { '@trpc/client': '11.22.1', '@trpc/server': '11.22.1', typescript: '5.9.3' }
  const project = workplace.install('time', { ...dependencies, ...trpc }, ['usage.ts', 'trpc-alone.ts'])
  writeFileSync(join(project, 'nothing.ts'), 'export {}\n')
  const options = {
    ...{ module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'dom'], types: [] },
    // Without it @trpc/client does not compile.
    skipLibCheck: true,
  }
  for (const compiler of Object.keys(dependencies)) {
    const best = (file: string) => Math.min(...[1, 2, 3].map(() => compile(project, compiler, options, [file])))
    const [nothing, trpcAlone, client] = [best('nothing.ts'), best('trpc-alone.ts'), best('usage.ts')]
    const rounded = [nothing, trpcAlone, client].map(Math.round)
    process.stdout.write(
      `${compiler}: nothing ${rounded[0]} ms, @trpc/client ${rounded[1]} ms, this ${rounded[2]} ms\n`,
    )
    // Only what is far off: other work on the machine counts too.
    expect(client).toBeLessThan(4 * nothing)
  }
})
