import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compress } from './build/compress.ts'
import { listPages } from './build/list-pages.ts'

export default defineConfig({
  // The server puts in front of these whatever path PUBLIC_URL has.
  base: './',
  publicDir: false,
  plugins: [react(), tailwindcss(), listPages(), compress()],
  resolve: { tsconfigPaths: true },
  build: {
    target: 'es2023',
    // The content security policy knows no `data:`.
    assetsInlineLimit: 0,
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Few files, each with a life of its own: libraries change less often than the components, and pages come when
          // they are wanted. Without this every module that two pages share is a file, and a request.
          groups: [
            { name: 'libraries', test: /node_modules/ },
            {
              name: 'components',
              test: /src\/(?:(?:ui|form|i18n\/(?!de\b))|(?:client|connection|settings|stored-setting)\.ts)/,
            },
          ],
        },
      },
    },
  },
})
