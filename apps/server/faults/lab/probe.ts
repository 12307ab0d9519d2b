import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface ProbeInput {
  readonly url: string
  readonly everyMs: number
}

export interface Sample {
  /** When it was asked, by `Date.now()`. */
  readonly at: number
  /** 0 when no answer came. */
  readonly status: number
  readonly ms: number
}

/** Asks one URL again and again, in a thread of its own so that nothing else in this process adds to the times. */
export interface Probe {
  stop(): Promise<readonly Sample[]>
}

export async function startProbe(url: string, everyMs: number): Promise<Probe> {
  const input: ProbeInput = { url, everyMs }
  const worker = new Worker(new URL('./probe-thread.ts', import.meta.url), { workerData: input })
  await once(worker, 'online')
  return {
    async stop() {
      const reply = once(worker, 'message')
      worker.postMessage('stop')
      const [samples] = (await reply) as [Sample[]]
      await worker.terminate()
      return samples
    },
  }
}
