/** The modules that public types come from. Their names do not clash: they are put into one file. */
const MODULES = ['api', 'errors', 'platform', 'call', 'tokens', 'session', 'auth', 'client']

const IMPORT = /^import [^;]*? from '\.\/[^']*';\n/gms
const EXPORT = /^export (?:declare )?(?:abstract )?(?:interface|type|class|function|const) (\w+)/gm

/**
 * Puts the declarations that TypeScript writes file by file into one. Only what `index.ts` exports may be exported in
 * them: everything else is marked `@internal` or not exported.
 * @param read Gives the declarations of a module
 * @throws Error when something is exported that `index.ts` does not, or the other way round
 */
export function flatten(read: (module: string) => string): string {
  const text = MODULES.map((module) =>
    read(module)
      .replaceAll(IMPORT, '')
      .replaceAll(/^export \{\};\n/gm, ''),
  ).join('')
  const declared = new Set(Array.from(text.matchAll(EXPORT), ([, name]) => name))
  const listed = new Set(
    Array.from(read('index').matchAll(/\{([^}]*)\}/g), ([, names = '']) => names.split(',')).flatMap((names) =>
      names.map((name) => name.replace('type ', '').trim()),
    ),
  )
  const api = new Set(Array.from(read('api').matchAll(EXPORT), ([, name]) => name))
  const leaked = [...declared].filter((name) => name !== undefined && !listed.has(name) && !api.has(name))
  const missing = [...listed].filter((name) => !declared.has(name))
  if (leaked.length + missing.length > 0) {
    throw new Error(`Exported and not public: ${leaked.join(', ')}; public and not there: ${missing.join(', ')}`)
  }
  return `${text}export {};\n`
}
