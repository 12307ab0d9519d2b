import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pack, run, type Workplace } from './install.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const PAGES = ['README.md', 'docs/client.md', 'docs/api-keys.md', 'packages/client/README.md']

let workplace: Workplace
beforeAll(() => {
  workplace = pack()
})
afterAll(() => workplace?.[Symbol.dispose]())

interface Example {
  readonly file: string
  readonly code: string
}

/** Every block of TypeScript on a page, each as a module. What returns is the inside of a function. */
function examplesOn(page: string): readonly Example[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  return Array.from(text.matchAll(/^```(tsx?)\n(.*?)^```/gms), (match) => {
    const [, language, body = ''] = match
    const line = text.slice(0, match.index).split('\n').length
    const isModule = /^(?:import|export) /m.test(body)
    return {
      file: `${page.replaceAll(/\W+/g, '-')}-line-${line}.${language}`,
      code: isModule ? body : `export async function example() {\n${body}}\n`,
    }
  })
}

test('the examples in the documentation compile', () => {
  const versions = {
    'typescript-5.9': 'npm:typescript@5.9.3',
    typescript: '5.9.3',
    react: '19.3.1',
    'react-dom': '19.3.1',
    '@types/react': '19.3.0',
    '@types/react-dom': '19.3.0',
    '@tanstack/react-query': '5.108.0',
    '@trpc/client': '11.22.1',
    '@trpc/server': '11.22.1',
    '@trpc/tanstack-react-query': '11.22.1',
    vite: '8.3.8',
  }
  const project = workplace.install('docs', versions, ['docs-globals.d.ts'])
  const examples = PAGES.flatMap(examplesOn)
  mkdirSync(join(project, 'examples'))
  for (const { file, code } of examples) writeFileSync(join(project, 'examples', file), code)
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', module: 'esnext', jsx: 'react-jsx' },
    ...{ moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
  }
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['examples/*', 'docs-globals.d.ts'] }),
  )
  run(process.execPath, ['node_modules/typescript-5.9/bin/tsc', '-p', 'tsconfig.json'], project)
  expect(examples.length).toBeGreaterThanOrEqual(13)
})
