import { DeliveryError, type MailLog, type Transport } from '@roster/domain'
import type { Inbox } from './inbox.ts'
import { createInboxTransport } from './inbox-transport.ts'
import { createSmtpTransport } from './smtp-transport.ts'

export interface TransportChoice {
  readonly smtpUrl: string | undefined
  readonly inbox: Inbox | undefined
  readonly log: MailLog
}

/**
 * SMTP when there is a server for it, else the development inbox, else nothing: then mails wait until they expire.
 * Whether the SMTP server can be used is found out meanwhile and logged; the start does not wait for it.
 * Throws ConfigurationError when SMTP_URL cannot be used.
 */
export function createTransport({ smtpUrl, inbox, log }: TransportChoice): Transport {
  if (smtpUrl !== undefined) return checked(smtpUrl, log)
  if (inbox !== undefined) return createInboxTransport(inbox)
  return {
    async send() {
      throw new DeliveryError('unreachable', 'SMTP_URL is not set')
    },
    async [Symbol.asyncDispose]() {},
  }
}

function checked(smtpUrl: string, log: MailLog): Transport {
  const transport = createSmtpTransport(smtpUrl)
  transport.verify().then(
    () => log.info({}, 'the SMTP server can be used'),
    (error: unknown) => {
      const reason = error instanceof DeliveryError ? error.reason : 'unknown'
      log.warn({ reason }, 'the SMTP server cannot be used: mails wait until it can')
    },
  )
  return transport
}
