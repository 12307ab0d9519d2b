import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const KEPT_LINES = 5000

/** What a process has written, line by line. */
export interface Output {
  readonly lines: readonly string[]
  /** The first line that matches, now or later; rejects when the process has closed its output. */
  line(pattern: RegExp, timeoutMs: number): Promise<string>
  /** The JSON lines that match, parsed. */
  entries(pattern: RegExp): Record<string, unknown>[]
}

export function collectOutput(streams: readonly Readable[]): Output {
  const lines: string[] = []
  const waiting = new Set<(line: string | undefined) => void>()
  let open = streams.length
  for (const stream of streams) {
    const reader = createInterface({ input: stream })
    reader.on('line', (line) => {
      lines.push(line)
      if (lines.length > KEPT_LINES) lines.shift()
      for (const hear of [...waiting]) hear(line)
    })
    reader.on('close', () => {
      open -= 1
      if (open === 0) for (const hear of [...waiting]) hear(undefined)
    })
  }
  return {
    lines,
    entries: (pattern) =>
      lines.filter((line) => pattern.test(line) && line.startsWith('{')).map((line) => JSON.parse(line)),
    line(pattern, timeoutMs) {
      const found = lines.find((line) => pattern.test(line))
      if (found !== undefined) return Promise.resolve(found)
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const fail = (why: string) =>
        reject(new Error(`${pattern} was not written ${why}:\n${lines.slice(-15).join('\n')}`))
      const hear = (line: string | undefined) => {
        if (line === undefined) fail('before the end')
        else if (pattern.test(line)) resolve(line)
      }
      waiting.add(hear)
      const timer = setTimeout(() => fail(`within ${timeoutMs} ms`), timeoutMs)
      if (open === 0) hear(undefined)
      return promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(hear)
      })
    },
  }
}
