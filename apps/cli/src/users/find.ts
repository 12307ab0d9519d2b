import { domainToASCII } from 'node:url'
import type { RosterClient, UserRead } from '@roster/client'
import { EXIT } from '../exit-code.ts'
import { Failure, misuse } from '../failure.ts'
import { walk } from '../server/pages.ts'

/** What `<user>` means, in every command. */
export const USER = 'An e-mail address, an id, or `me`.'

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Reads the user whom somebody typed.
 * @throws Failure when it can be nobody, or there is nobody of that address
 */
export async function findUser(client: RosterClient, who: string): Promise<UserRead> {
  if (who === 'me' || UUID.test(who)) return client.users.get.query({ userId: who })
  if (!who.includes('@')) {
    throw misuse(`“${who}” is neither an e-mail address nor an id.`, 'Look for them: roster users list --search TEXT')
  }
  const email = normaliseEmail(who)
  if ((await client.auth.restore())?.email === email) return client.users.get.query({ userId: 'me' })
  const found = (await findByEmail(client, email, undefined)) ?? (await findByEmail(client, email, 'deleted'))
  if (found !== undefined) return found
  throw new Failure(
    EXIT.notFound,
    `There is no user with the address ${email}.`,
    'Look for them: roster users list --search TEXT',
  )
}

/** An address belongs to one user at the most, but a search also finds those that only contain it. */
async function findByEmail(
  client: RosterClient,
  email: string,
  status: 'deleted' | undefined,
): Promise<UserRead | undefined> {
  const users = walk(undefined, (page) => client.users.list.query({ ...page, search: email, sort: 'email', status }))
  for await (const user of users) if (user.email === email) return user
  return undefined
}

/** As the server keeps addresses: NFKC, trimmed, in lower case, the domain in ASCII. */
export function normaliseEmail(text: string): string {
  const email = text.normalize('NFKC').trim().toLowerCase()
  const at = email.lastIndexOf('@')
  const domain = domainToASCII(email.slice(at + 1))
  return domain === '' ? email : `${email.slice(0, at)}@${domain}`
}
