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
  /** One random write. */
  step(target: Target): Promise<void>
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
  /** Told of each call that was answered or not, for scenarios that look at the times. */
  readonly onOutcome?: (operation: Operation, wire: Wire, outcome: Outcome) => void
}

/** Refusals that say nothing about whether the write was carried out. */
const DOUBTFUL: readonly string[] = ['DATABASE_UNAVAILABLE']

export function createWriter({ name, random, tally, onOutcome }: WriterOptions): Writer {
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
    const outcome = await call(target.url, operation, { wire, token })
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

  async function registerOne(target: Target): Promise<void> {
    const account = newAccount(`${unique()}@faults.test`, unique(), `a pass phrase of ${unique()}`)
    accounts.push(account)
    const { email, known } = account
    const outcome = await write(
      target,
      account,
      register({ email, password: known.password, name: known.name }),
      () => ({
        exists: true,
      }),
    )
    if (outcome.kind === 'done') account.id = String(outcome.value.id)
  }

  async function signIn(target: Target, account: Account): Promise<void> {
    const outcome = await write(target, account, login(account.email, account.known.password), (known, value) => ({
      refreshToken: textOr(value.refreshToken, known.refreshToken),
    }))
    if (outcome.kind === 'done') account.accessToken = String(outcome.value.accessToken)
  }

  async function rotate(target: Target, account: Account): Promise<void> {
    const outcome = await write(target, account, refresh(account.known.refreshToken ?? ''), (known, value) => ({
      // Whoever got no answer asks again with the same token, and is not signed out.
      refreshToken: textOr(value.refreshToken, known.refreshToken),
    }))
    if (outcome.kind === 'done') account.accessToken = String(outcome.value.accessToken)
  }

  async function deleteOrRestore(target: Target, account: Account, id: string): Promise<void> {
    const { deleted } = account.known
    const change = () => (deleted ? { deleted: false } : { deleted: true, refreshToken: undefined })
    await write(target, account, deleted ? restore(id) : remove(id), change, target.adminToken)
    account.accessToken = undefined
    account.etag = undefined
  }

  return {
    accounts,
    async step(target) {
      const account = accounts.at(-1)
      const id = account?.id
      const inDoubt = account === undefined || account.maybe !== undefined || id === undefined
      if (inDoubt || random.chance(0.12)) return registerOne(target)
      // A mail that was asked for is for somebody who is still there.
      if (account.known.deleted || (account.resets === 0 && random.chance(0.1)))
        return deleteOrRestore(target, account, id)
      if (random.chance(0.15)) return signIn(target, account)
      if (account.known.refreshToken !== undefined && random.chance(0.3)) return rotate(target, account)
      if (account.accessToken !== undefined && random.chance(0.1)) {
        const password = `a pass phrase of ${unique()}`
        const operation = changePassword(id, account.known.password, password)
        await write(target, account, operation, () => ({ password }), account.accessToken)
        return
      }
      if (account.resets < 3 && random.chance(0.15)) {
        const outcome = await write(target, account, askForReset(account.email), () => ({}))
        if (outcome.kind === 'done') account.resets += 1
        return
      }
      const name = unique()
      const ifMatch = random.chance(0.5) ? account.etag : undefined
      await write(
        target,
        account,
        rename(id, name, ifMatch),
        () => ({ name }),
        account.accessToken ?? target.adminToken,
      )
    },
  }
}

const textOr = (value: unknown, otherwise: string | undefined) => (typeof value === 'string' ? value : otherwise)
