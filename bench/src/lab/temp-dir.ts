import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory that is removed with everything in it. */
export interface TempDir extends Disposable {
  readonly path: string
}

export function createTempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), 'roster-bench-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) }
}
