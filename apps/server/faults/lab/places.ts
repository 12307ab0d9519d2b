import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { undoAtExit } from './at-exit.ts'

/** A directory that everything of a run lies in, and that goes with it. */
export function makeRoot(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'roster-faults-'))
  // PostgreSQL runs as somebody else, whose directory is in here.
  chmodSync(path, 0o711)
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  const takeBack = undoAtExit(remove)
  return {
    path,
    [Symbol.dispose]() {
      remove()
      takeBack()
    },
  }
}

let count = 0

/** A new directory below `root`. Its path is short: a Unix socket may have to fit in. */
export function makeDir(root: string, name: string): string {
  const path = join(root, `${++count}-${name}`)
  mkdirSync(path, { mode: 0o711 })
  return path
}

/** A port of this machine that nobody listens on. Somebody else may take it before it is used. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port')
  return address.port
}
