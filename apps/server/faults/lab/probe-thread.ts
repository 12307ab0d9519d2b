import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { ProbeInput, Sample } from './probe.ts'
import { send } from './send.ts'

const { url, everyMs } = workerData as ProbeInput
let running = true
parentPort?.once('message', () => {
  running = false
})

const samples: Sample[] = []
while (running) {
  const at = Date.now()
  const { status, ms } = await send(url, { method: 'GET', timeoutMs: 5_000 }).catch(() => ({
    status: 0,
    ms: Date.now() - at,
  }))
  samples.push({ at, status, ms })
  await delay(everyMs)
}
parentPort?.postMessage(samples)
