/** Who a mail is from (RFC 5322 §3.4). */
export interface Mailbox {
  /** Empty when only the address is known. */
  readonly name: string
  readonly address: string
}

const NAMED = /^([^<>]*)<([^<>]*)>\s*$/
const ADDRESS = /^[^\s<>@",;:()]+@(?:[^\s<>@",;:()[\]]+|\[[\dA-Fa-f.:]+\])$/

/** Reads MAIL_FROM: `Name <address>` or an address alone. Throws an Error when it is neither. */
export function parseMailbox(value: string): Mailbox {
  const [, name = '', bracketed] = NAMED.exec(value) ?? []
  const address = (bracketed ?? value).trim()
  if (!ADDRESS.test(address)) throw new Error('must be a mail address, such as Roster <no-reply@example.com>')
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
}

export const domainOf = (mailbox: Mailbox): string => mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)
