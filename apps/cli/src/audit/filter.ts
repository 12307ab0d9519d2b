import type { AuditListQuery, RosterClient } from '@roster/client'
import { findUser, UUID } from '../users/find.ts'

export interface AuditFilterOptions {
  readonly by?: string | undefined
  readonly to?: string | undefined
  readonly action?: string | undefined
}

/** What the options say, as the server wants it: people by id. The server knows which actions there are. */
export async function filterOf(
  client: RosterClient,
  { by, to, action }: AuditFilterOptions,
): Promise<Pick<AuditListQuery, 'actorId' | 'subjectId' | 'action'>> {
  return {
    ...(by !== undefined && { actorId: await idOf(client, by) }),
    ...(to !== undefined && { subjectId: await idOf(client, to) }),
    ...(action !== undefined && { action: action as NonNullable<AuditListQuery['action']> }),
  }
}

/** Ids as they are: they may be those of keys, or of people who are gone. */
const idOf = async (client: RosterClient, who: string): Promise<string> =>
  UUID.test(who) ? who : (await findUser(client, who)).id

export const BY = ['--by <who>', 'What they did: an e-mail address, `me`, or the id of a user or key.'] as const
export const TO = ['--to <user>', 'What was done to them.'] as const
export const ACTION = [
  '--action <name>',
  'Only this, such as user.role_changed; one that there is not is answered with all there are.',
] as const
