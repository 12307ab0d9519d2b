import { open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { EXIT } from '../../exit-code.ts'
import { Failure } from '../../failure.ts'

/** Enough to see what a file is. */
const BEGINNING_BYTES = 64 * 1024

export interface OpenFile extends AsyncDisposable {
  readonly chunks: AsyncIterable<Uint8Array>
  /** As text, for whoever wants to know what it is. */
  readonly beginning: string
  /** How large the file is; unknown for standard input. */
  readonly totalBytes: number | undefined
  /** How much of it has been read. */
  readBytes(): number
}

/**
 * Opens a file, or standard input for `-`; one that gzip has packed is unpacked on the way. It is read as fast as somebody
 * takes from it, and no faster.
 */
export async function openFile(path: string, input: Readable): Promise<OpenFile> {
  const handle = path === '-' ? undefined : await open(path)
  const totalBytes = await handle?.stat().then(({ size }) => size)
  let readBytes = 0
  const source = handle?.createReadStream() ?? input
  const counted = count(source, (bytes) => {
    readBytes += bytes
  })
  const raw = await peek(counted)
  const isPacked = raw.beginning[0] === 0x1f && raw.beginning[1] === 0x8b
  const { beginning, chunks } = isPacked ? await peek(unpack(raw.chunks)) : raw
  return {
    chunks,
    beginning: new TextDecoder().decode(beginning),
    totalBytes,
    readBytes: () => readBytes,
    async [Symbol.asyncDispose]() {
      source.destroy()
    },
  }
}

async function* count(source: Readable, add: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source as AsyncIterable<Uint8Array | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    add(bytes.length)
    yield bytes
  }
}

/** The beginning of a stream, and the whole of it from the beginning on. */
async function peek(
  source: AsyncGenerator<Uint8Array>,
): Promise<{ beginning: Uint8Array; chunks: AsyncIterable<Uint8Array> }> {
  const seen: Uint8Array[] = []
  let size = 0
  while (size < BEGINNING_BYTES) {
    const { value, done } = await source.next()
    if (done) break
    seen.push(value)
    size += value.length
  }
  const chunks = (async function* () {
    yield* seen.splice(0)
    yield* source
  })()
  return { beginning: Buffer.concat(seen), chunks }
}

async function* unpack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  pipeline(Readable.from(chunks), gunzip, () => undefined)
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) yield chunk
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error
    const advice = 'Rows before that may have been imported. Fetch the file again, and import it again.'
    throw new Failure(EXIT.invalid, `This file was packed with gzip and is damaged: ${error.message}`, advice)
  }
}
