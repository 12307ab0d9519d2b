import type { Mailbox, Transport } from '@roster/domain'
import type { Inbox } from './inbox.ts'

/** A link as it stands in running text: what ends the sentence is not part of it. */
const LINK = /https?:\/\/[^\s<>"]*[^\s<>"'.,:;!?)]/g

/** Puts mails into the development inbox instead of sending them. */
export function createInboxTransport(inbox: Inbox, now: () => Date = () => new Date()): Transport {
  return {
    async send({ from, to, subject, text, html, messageId }) {
      await inbox.add({
        id: messageId.slice(1, messageId.indexOf('@')),
        receivedAt: now().toISOString(),
        from: written(from),
        to,
        subject,
        text,
        html,
        links: text.match(LINK) ?? [],
      })
    },
    async [Symbol.asyncDispose]() {},
  }
}

const written = ({ name, address }: Mailbox): string => (name === '' ? address : `${name} <${address}>`)
