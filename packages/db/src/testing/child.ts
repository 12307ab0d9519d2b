import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A Node process of its own that runs a piece of this package; disposing it kills it. */
export interface Child extends AsyncDisposable {
  process: ChildProcess
  /** The next line it prints; rejects when it ends instead. */
  line(): Promise<string>
  /** Lets a child that waits for it (`await go()`) continue. */
  go(): void
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
}

const SOURCE = join(import.meta.dirname, '..')
const PRELUDE = `const say = (text) => process.stdout.write(text + '\\n')
const go = () => new Promise((resolve) => process.stdin.once('data', resolve))
const at = (file) => import(${JSON.stringify(SOURCE)} + '/' + file)
`

/** Starts `code`, an ES module in which `say(text)`, `await go()` and `await at('file.ts')` are at hand. */
export function startChild(code: string): Child {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PRELUDE + code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {},
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return {
    process: child,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error('The child process ended without saying what it was asked for')
      return value
    },
    go: () => child.stdin.write('go\n'),
    kill,
    [Symbol.asyncDispose]: kill,
  }
}

/** A new directory, removed with everything in it when it is disposed. */
export function makeTempDir(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'roster-dir-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
