import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { chooseBcrypt } from './bcrypt.ts'
import type { Derivation } from './foreign/derivation.ts'
import { derive } from './foreign/derive.ts'

/** What a worker is given; it answers with the digest as text. */
export type HashTask = BcryptTask | ForeignTask

/** One run of bcrypt, and how much longer to work so that its time does not tell its cost. */
export interface BcryptTask {
  readonly input: string
  readonly salt: string
  readonly cost: number
  /** The whole takes as long as one run at this cost, if the run itself is cheaper. */
  readonly padToCost: number
}

/** A hash of another program, whose digest is given in base64. */
export interface ForeignTask extends Pick<BcryptTask, 'padToCost'> {
  readonly derivation: Derivation
  readonly password: string
}

/** Bcrypt is defined from this cost on. */
const LOWEST_COST = 4
/** Cheap, and long enough to be timed. */
const TIMED_COST = 8
const PAD_SALT = '.'.repeat(22)

const chosen = chooseBcrypt()

const bcrypt = (input: string, salt: string, cost: number): string =>
  chosen.bcrypt(input, `$2b$${String(cost).padStart(2, '0')}$${salt}`)

/** The digest, 31 characters. Costs n, n, n+1 … m-1 together are the work of m: 2ⁿ + 2ⁿ + … + 2ᵐ⁻¹ = 2ᵐ. */
function runBcrypt({ input, salt, cost, padToCost }: BcryptTask): string {
  const digest = bcrypt(input, salt, cost).slice(-31)
  for (let pad = cost; pad < padToCost; pad++) bcrypt(input, salt, pad)
  return digest
}

/** What a unit of bcrypt's work takes here, in milliseconds; known once one was timed. */
let unitMs: number | undefined

/** As long as bcrypt would take at a cost, if the other program's own way is shorter. */
function runForeign({ derivation, password, padToCost }: ForeignTask): string {
  unitMs ??= timedUnit()
  const start = performance.now()
  const digest = deriveOrNothing(derivation, password)
  let units = 2 ** padToCost - (performance.now() - start) / unitMs
  for (let pad = padToCost - 1; pad >= LOWEST_COST; pad--) {
    if (units < 2 ** pad) continue
    bcrypt('', PAD_SALT, pad)
    units -= 2 ** pad
  }
  return digest
}

/** What OpenSSL refuses to compute belongs to nobody's password: that is an answer, and no reason to end the worker. */
function deriveOrNothing(derivation: Derivation, password: string): string {
  try {
    return Buffer.from(derive(derivation, password)).toString('base64')
  } catch {
    return ''
  }
}

function timedUnit(): number {
  bcrypt('', PAD_SALT, LOWEST_COST)
  const start = performance.now()
  bcrypt('', PAD_SALT, TIMED_COST)
  return (performance.now() - start) / 2 ** TIMED_COST
}

const run = (task: HashTask): string => ('derivation' in task ? runForeign(task) : runBcrypt(task))

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
