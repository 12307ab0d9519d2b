import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync } from 'bcryptjs'

/** One run of bcrypt, and how much longer to work so that its time does not tell its cost. */
export interface HashTask {
  readonly input: string
  readonly salt: string
  readonly cost: number
  /** The whole takes as long as one run at this cost, if the run itself is cheaper. */
  readonly padToCost: number
}

const bcrypt = (input: string, salt: string, cost: number): string =>
  hashSync(input, `$2b$${String(cost).padStart(2, '0')}$${salt}`)

/** The digest, 31 characters. Costs n, n, n+1 … m-1 together are the work of m: 2ⁿ + 2ⁿ + … + 2ᵐ⁻¹ = 2ᵐ. */
function run({ input, salt, cost, padToCost }: HashTask): string {
  const digest = bcrypt(input, salt, cost).slice(-31)
  for (let pad = cost; pad < padToCost; pad++) bcrypt(input, salt, pad)
  return digest
}

/**
 * Lets the threads that answer requests go first. Only Linux keeps a priority per thread: elsewhere this would slow the
 * whole process down. Where it is forbidden, hashing goes on as it is.
 */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {}
}

yieldToOthers()
parentPort?.on('message', (task: HashTask) => parentPort?.postMessage(run(task)))
