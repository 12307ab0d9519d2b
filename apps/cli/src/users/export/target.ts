import { once } from 'node:events'
import { open, rename, rm } from 'node:fs/promises'
import type { Terminal } from '../../terminal/terminal.ts'

/** Where an export goes. */
export interface Target extends AsyncDisposable {
  write(text: string): Promise<void>
  /** Everything was written. */
  finish(): Promise<void>
}

/** Standard output, as fast as it is read. */
export function toOutput({ output }: Pick<Terminal, 'output'>): Target {
  return {
    async write(text) {
      if (!output.write(text)) await once(output, 'drain')
    },
    finish: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** A file for its owner alone, which is there when it is complete: what breaks off leaves the one before it. */
export async function toFile(path: string): Promise<Target> {
  const draft = `${path}.part`
  const handle = await open(draft, 'w', 0o600)
  let isFinished = false
  return {
    async write(text) {
      await handle.appendFile(text)
    },
    async finish() {
      await handle.sync()
      await handle.close()
      await rename(draft, path)
      isFinished = true
    },
    async [Symbol.asyncDispose]() {
      if (isFinished) return
      await handle.close()
      await rm(draft, { force: true })
    },
  }
}
