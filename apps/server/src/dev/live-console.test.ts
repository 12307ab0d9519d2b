import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../env.ts'
import { serveConsole } from '../plugins/console.ts'
import { liveConsole } from './live-console.ts'

test('the console is served from its sources, its modules and its pages on one port', async () => {
  const app = fastify()
  await using _ = { [Symbol.asyncDispose]: () => app.close() }
  const options = { publicUrl: 'http://127.0.0.1', productName: 'Acme', passwordMinLength: 8, inboxPath: undefined }
  const missing = await serveConsole(app, options, await liveConsole())
  app.setNotFoundHandler((request, reply) => missing(request, reply))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { origin: 'http://localhost:1' }
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}${path}`, { headers })

  const page = await get('/users/42')
  const html = await page.text()
  expect([page.status, html]).toEqual([200, expect.stringContaining('src="/src/main.tsx"')])
  expect(html).toContain('<title>Acme</title>')
  expect(html).toContain('/@vite/client')
  const script = await get('/src/page-paths.ts')
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript'])
  expect((await get('/src/nothing.ts')).status).toBe(404)
  // The key to everything lies in the repository as well, in `.data`.
  expect((await get(`/@fs${join(repositoryRoot, 'apps/console/src/page-paths.ts')}?raw`)).status).toBe(200)
  expect((await get(`/@fs${join(repositoryRoot, 'prisma/schema.prisma')}?raw`)).status).toBe(403)
  expect(script.headers.get('access-control-allow-origin')).toBeNull()
  expect((await get('/nothing')).status).toBe(404)
})
