// How many bcryptjs hashes a second all cores make when they do nothing else. Arguments: cost, seconds. Prints JSON.
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { genSaltSync, hashSync } from 'bcryptjs'

interface Task {
  readonly cost: number
  readonly seconds: number
}

if (isMainThread) await measure()
else parentPort?.postMessage(hashFor(workerData as Task))

async function measure(): Promise<void> {
  const [cost = 10, seconds = 5] = process.argv.slice(2).map(Number)
  const workerData: Task = { cost, seconds }
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(import.meta.filename, { workerData }))
  const counts = await Promise.all(workers.map(async (worker) => Number((await once(worker, 'message'))[0])))
  process.stdout.write(JSON.stringify({ perSecond: counts.reduce((sum, each) => sum + each, 0) }))
}

function hashFor({ cost, seconds }: Task): number {
  const salt = genSaltSync(cost)
  const startedAt = performance.now()
  let hashes = 0
  while (performance.now() - startedAt < seconds * 1000) {
    // As long as what Roster hashes: the base64 of an HMAC.
    hashSync('4XUvTz5vSm2u6zC4qg0lQe1Qy2q8n0Zr0pYJ5f0bq3M=', salt)
    hashes += 1
  }
  return hashes / ((performance.now() - startedAt) / 1000)
}
