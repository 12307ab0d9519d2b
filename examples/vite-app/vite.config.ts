import { env } from 'node:process'
import { defineConfig } from 'vite'

// The app and the server share an origin, as they do behind one proxy in production: cookies need that. `changeOrigin`
// stays off, so that the server sees the host that the page was loaded from.
const target = env.ROSTER_URL ?? 'http://127.0.0.1:3000'
const proxy = { '/trpc': { target, changeOrigin: false } }

export default defineConfig({ server: { proxy }, preview: { proxy } })
