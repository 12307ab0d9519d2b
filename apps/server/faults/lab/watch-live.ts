import { spawn } from 'node:child_process'
import { undoAtExit } from './at-exit.ts'
import { collectOutput } from './output.ts'
import { type Sample, startProbe } from './probe.ts'
import type { ServerProcess } from './server-process.ts'
import { expectThat, percentile, type Tally } from './tally.ts'

/** What is promised of /health/live, at the 99th percentile. */
const LIMIT_MS = 50
const EVERY_MS = 15

const BARE_SERVER = `require('node:http').createServer((_, reply) => reply.end('ok'))
  .listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })`

/**
 * Watches /health/live, and beside it a server that does nothing else: what that one takes is the machine's doing, and
 * goes on top of what is promised.
 */
export async function watchLive({ url }: ServerProcess): Promise<{
  /** Looks at the time between. @returns the figures, and the longest time that was the machine's doing */
  judge(tally: Tally, fromAt: number, toAt: number): Promise<{ figures: string; noiseMs: number }>
}> {
  const bare = spawn(process.execPath, ['-e', BARE_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] })
  const forget = undoAtExit(() => bare.kill('SIGKILL'))
  const line = await collectOutput([bare.stdout]).line(/^port/, 20_000)
  const live = await startProbe(`${url}/health/live`, EVERY_MS)
  const control = await startProbe(`http://127.0.0.1:${line.slice(5)}/`, EVERY_MS)
  return {
    async judge(tally, fromAt, toAt) {
      const within = ({ at }: Sample) => at >= fromAt && at <= toAt
      const samples = (await live.stop()).filter(within)
      const p99 = p99Of(samples)
      const bareSamples = (await control.stop()).filter(within)
      const bareP99 = p99Of(bareSamples)
      bare.kill('SIGKILL')
      forget()
      const answered = samples.every(({ status }) => status === 200)
      expectThat(tally, answered && samples.length > 0, '/health/live was not 200 throughout')
      expectThat(tally, p99 <= LIMIT_MS + 2 * bareP99, `/health/live took ${p99} ms (p99), a bare server ${bareP99} ms`)
      const noiseMs = Math.max(0, ...bareSamples.map(({ ms }) => ms))
      return { figures: `live p99 ${p99} ms (a bare server here: ${bareP99})`, noiseMs }
    },
  }
}

const p99Of = (samples: readonly Sample[]) =>
  Math.round(
    percentile(
      samples.map(({ ms }) => ms),
      0.99,
    ),
  )
