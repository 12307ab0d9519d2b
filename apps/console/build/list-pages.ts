import type { Plugin } from 'vite'
import { pagePaths } from '../src/page-paths.ts'

/** Writes `dist/pages.json`, by which the server knows a page from an address that leads nowhere. */
export function listPages(): Plugin {
  return {
    name: 'roster:list-pages',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'pages.json', source: `${JSON.stringify(pagePaths, null, 2)}\n` })
    },
  }
}
