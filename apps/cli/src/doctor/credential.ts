import { isRosterError } from '@roster/client'
import { explain } from '../explain.ts'
import { Failure } from '../failure.ts'
import type { Roster } from '../roster.ts'
import type { Finding } from './finding.ts'

/** Whether the session or key that commands would use is good. */
export async function checkCredential(roster: Roster): Promise<readonly Finding[]> {
  let about = 'Sign-in'
  try {
    const credential = await roster.credential()
    if (credential.kind === 'key') about = 'API key'
    const client = await roster.client()
    const user = await client.users.get.query({ userId: 'me' })
    const says = `${user.email}, ${user.role === 'admin' ? 'an administrator' : 'not an administrator'}`
    if (user.role === 'admin') return [{ about, level: 'ok', says }]
    const advice = 'Most commands take one: roster login as somebody else, or ask for the role.'
    return [{ about, level: 'warning', says, advice }]
  } catch (error) {
    return [await judge(error, about, roster)]
  }
}

async function judge(error: unknown, about: string, roster: Roster): Promise<Finding> {
  // `me` is nobody for a key: this is what one that works hears.
  if (about === 'API key' && isRosterError(error, 'FORBIDDEN')) return { about, level: 'ok', says: 'is good' }
  if (error instanceof Failure) return { about, level: 'warning', says: error.message, advice: error.advice }
  if (!isRosterError(error)) throw error
  const { message, advice } = explain(error, await roster.server(), await roster.credential())
  return { about, level: 'problem', says: message, advice }
}
