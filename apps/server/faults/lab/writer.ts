import type { Agent } from 'node:http'
import { type Account, newAccount, type State } from './account.ts'
import { call, type Outcome, WIRES, type Wire } from './call.ts'
import {
  askForReset,
  changePassword,
  login,
  type Operation,
  refresh,
  register,
  remove,
  rename,
  restore,
} from './operations.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

/** Somebody who writes one thing after another and remembers what was acknowledged. */
export interface Writer {
  readonly accounts: readonly Account[]
  /** One random write. @returns whether it was acknowledged */
  step(target: Target): Promise<boolean>
}

/** The server as it runs now, and an administrator's access token there. */
export interface Target {
  readonly url: string
  readonly adminToken: string
}

export interface WriterOptions {
  readonly name: string
  readonly random: Random
  readonly tally: Tally
  /** Without it, every call has a connection of its own. */
  readonly agent?: Agent
  /** Told of each call that was answered or not, for scenarios that look at the times. */
  readonly onOutcome?: (operation: Operation, wire: Wire, outcome: Outcome) => void
}

/** Refusals that say nothing about whether the write was carried out. */
const DOUBTFUL: readonly string[] = ['DATABASE_UNAVAILABLE']

export function createWriter({ name, random, tally, agent, onOutcome }: WriterOptions): Writer {
  const accounts: Account[] = []
  let count = 0
  const unique = () => `${name}-${++count}`

  /** Makes the call and draws the conclusions. `change` gives what an acknowledged write makes of the account. */
  async function write(
    target: Target,
    account: Account,
    operation: Operation,
    change: (known: State, value: Record<string, unknown>) => Partial<State>,
    token?: string,
  ): Promise<Outcome> {
    const wire = random.pick(WIRES)
    account.touched = true
    tally.tried += 1
    const outcome = await call(target.url, operation, { wire, token, ...(agent && { agent }) })
    onOutcome?.(operation, wire, outcome)
    if (outcome.kind === 'done') {
      tally.acknowledged += 1
      account.known = { ...account.known, ...change(account.known, outcome.value) }
      account.etag = outcome.etag
    } else if (outcome.kind === 'unanswered' || DOUBTFUL.includes(outcome.code)) {
      account.maybe = { ...account.known, ...change(account.known, {}) }
      account.etag = undefined
    } else if (outcome.status !== 503) {
      tally.broken.push(`${operation.trpc.path} by ${account.email}: unexpected ${outcome.status} ${outcome.code}`)
    }
    return outcome
  }

  async function registerOne(target: Target): Promise<Outcome> {
    const account = newAccount(`${unique()}@faults.test`, unique(), `a pass phrase of ${unique()}`)
    accounts.push(account)
    const { email, known } = account
    const operation = register({ email, password: known.password, name: known.name })
    const outcome = await write(target, account, operation, () => ({ exists: true }))
    if (outcome.kind === 'done') account.id = String(outcome.value.id)
    return outcome
  }

  /** Signs in, or goes on with the session there is. Who gets no answer to that asks again with the same token. */
  async function signIn(target: Target, account: Account, operation: Operation): Promise<Outcome> {
    const outcome = await write(target, account, operation, (known, value) => ({
      refreshToken: typeof value.refreshToken === 'string' ? value.refreshToken : known.refreshToken,
    }))
    if (outcome.kind === 'done') account.accessToken = String(outcome.value.accessToken)
    return outcome
  }

  async function deleteOrRestore(target: Target, account: Account, id: string): Promise<Outcome> {
    const { deleted } = account.known
    const change = () => (deleted ? { deleted: false } : { deleted: true, refreshToken: undefined })
    const outcome = await write(target, account, deleted ? restore(id) : remove(id), change, target.adminToken)
    account.accessToken = undefined
    account.etag = undefined
    return outcome
  }

  async function askOnce(target: Target, account: Account): Promise<Outcome> {
    const outcome = await write(target, account, askForReset(account.email), () => ({}))
    if (outcome.kind === 'done') account.resets += 1
    return outcome
  }

  function anything(target: Target): Promise<Outcome> {
    const account = accounts.at(-1)
    const id = account?.id
    const inDoubt = account === undefined || account.maybe !== undefined || id === undefined
    if (inDoubt || random.chance(0.12)) return registerOne(target)
    const { known, accessToken } = account
    // A mail that was asked for is for somebody who is still there.
    const mayGo = account.resets === 0 && random.chance(0.1)
    if (known.deleted || mayGo) return deleteOrRestore(target, account, id)
    if (random.chance(0.15)) return signIn(target, account, login(account.email, known.password))
    if (known.refreshToken !== undefined && random.chance(0.3)) {
      return signIn(target, account, refresh(known.refreshToken))
    }
    if (accessToken !== undefined && random.chance(0.1)) {
      const password = `a pass phrase of ${unique()}`
      return write(target, account, changePassword(id, known.password, password), () => ({ password }), accessToken)
    }
    if (account.resets < 3 && random.chance(0.15)) return askOnce(target, account)
    const name = unique()
    const operation = rename(id, name, random.chance(0.5) ? account.etag : undefined)
    return write(target, account, operation, () => ({ name }), accessToken ?? target.adminToken)
  }

  return { accounts, step: async (target) => (await anything(target)).kind === 'done' }
}
