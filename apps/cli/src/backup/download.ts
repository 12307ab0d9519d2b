import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { EXIT } from '../exit-code.ts'
import { Failure } from '../failure.ts'

export interface Downloaded {
  readonly bytes: number
  /** In hex. */
  readonly sha256: string
}

/**
 * Writes a reply to a file for its owner alone, which is there when it is complete: gzip's own checksum is looked at on
 * the way, so that a connection that broke leaves nothing that looks like a backup.
 */
export async function download(reply: Response, path: string, onBytes: (bytes: number) => void): Promise<Downloaded> {
  const draft = `${path}.part`
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const file = createWriteStream(draft, { mode: 0o600 })
    const check = createGunzip()
    const checked = pipeline(check, async (chunks: AsyncIterable<Buffer>) => {
      for await (const _ of chunks);
    })
    checked.catch(() => undefined)
    await pipeline(
      Readable.fromWeb(reply.body as Parameters<typeof Readable.fromWeb>[0]),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length
          hash.update(chunk)
          onBytes(bytes)
          if (!check.write(chunk)) await new Promise((resolve) => check.once('drain', resolve))
          yield chunk
        }
        check.end()
      },
      file,
    )
    await checked
    const handle = await open(draft)
    await handle.sync()
    await handle.close()
    await rename(draft, path)
    return { bytes, sha256: hash.digest('hex') }
  } catch (error) {
    await rm(draft, { force: true })
    const advice = 'Nothing was kept. Run the command again; a backup that was there before is still there.'
    throw new Failure(EXIT.unavailable, `The backup broke off: ${reasonOf(error)}.`, advice, { cause: error })
  }
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
