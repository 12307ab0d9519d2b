import { type Account, possible, type State } from './account.ts'
import { call, type Outcome } from './call.ts'
import { login, read, refresh } from './operations.ts'
import type { Tally } from './tally.ts'
import type { Target } from './writer.ts'

/**
 * Compares the server's idea of an account with what was acknowledged, over the API alone, and takes over which of the
 * unanswered writes were carried out. Everything that does not fit is lost.
 */
export async function settle(target: Target, account: Account, tally: Tally): Promise<void> {
  const lose = (what: string) => void tally.lost.push(`${account.email}: ${what}`)
  account.touched = false
  if (account.id === undefined && !(await findUnanswered(target, account, lose))) return
  const seen = await lookAt(target, account, lose)
  if (seen === undefined) return
  account.known = seen
  account.maybe = undefined
  if (seen.deleted) return
  await checkSession(target, account, lose)
  await checkPassword(target, account, lose)
}

type Lose = (what: string) => void

/** A registration without an answer: it is either complete or never happened. @returns whether there is an account */
async function findUnanswered(target: Target, account: Account, lose: Lose): Promise<boolean> {
  const { email, known } = account
  const outcome = await call(target.url, login(email, known.password))
  if (outcome.kind === 'refused' && outcome.code === 'INVALID_CREDENTIALS') {
    account.maybe = undefined
    return false
  }
  if (outcome.kind !== 'done') {
    lose(`cannot be asked about: ${describe(outcome)}`)
    return false
  }
  const { user } = outcome.value as { user: { id: string } }
  account.id = user.id
  account.known = { ...known, exists: true }
  account.maybe = undefined
  return true
}

/** Which of the possible states is in the database. */
async function lookAt(target: Target, account: Account, lose: Lose): Promise<State | undefined> {
  const outcome = await call(target.url, read(account.id ?? ''), { token: target.adminToken })
  if (outcome.kind !== 'done') {
    lose(`was acknowledged and cannot be read: ${describe(outcome)}`)
    return undefined
  }
  const { name, status, email } = outcome.value
  const fitting = possible(account).filter((state) => state.name === name && state.deleted === (status === 'deleted'))
  const acknowledged = possible(account).map((state) => `${state.name}${state.deleted ? ' (deleted)' : ''}`)
  if (fitting.length === 0 || email !== account.email) {
    lose(`${acknowledged.join(' or ')} was acknowledged, ${name} (${status}) is there`)
  }
  if (account.etag !== undefined && account.etag !== outcome.etag) {
    lose(`version ${account.etag} was acknowledged, ${outcome.etag} is there`)
  }
  account.etag = undefined
  return fitting[0]
}

/** A session that was acknowledged goes on, also when the answer to its last refresh was lost. */
async function checkSession(target: Target, account: Account, lose: Lose): Promise<void> {
  const { refreshToken } = account.known
  if (refreshToken === undefined) return
  const outcome = await call(target.url, refresh(refreshToken))
  if (outcome.kind !== 'done') {
    lose(`a session was acknowledged and cannot go on: ${describe(outcome)}`)
    account.known = { ...account.known, refreshToken: undefined }
    return
  }
  account.known = { ...account.known, refreshToken: String(outcome.value.refreshToken) }
  account.accessToken = String(outcome.value.accessToken)
}

/** One of the passwords that may hold does. */
async function checkPassword(target: Target, account: Account, lose: Lose): Promise<void> {
  const outcome = await call(target.url, login(account.email, account.known.password))
  if (outcome.kind !== 'done') lose(`its password was acknowledged and does not hold: ${describe(outcome)}`)
}

export const describe = (outcome: Outcome): string =>
  outcome.kind === 'refused' ? `${outcome.status} ${outcome.code}` : outcome.kind === 'done' ? 'done' : outcome.code
