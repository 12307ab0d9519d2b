import { DeliveryError, type MailLog, type Transport } from '@roster/domain'
import type { Inbox } from './inbox.ts'
import { createInboxTransport } from './inbox-transport.ts'
import { createSmtpTransport, type SmtpTransport } from './smtp-transport.ts'

export interface TransportChoice {
  readonly smtpUrl: string | undefined
  readonly inbox: Inbox | undefined
  /** Hears at the start whether the SMTP server can be used. */
  readonly log?: MailLog
}

/**
 * SMTP when there is a server for it, else the development inbox, else nothing: then mails wait until they expire.
 * Whether the SMTP server can be used is found out meanwhile; the start does not wait for it.
 * Throws ConfigurationError when SMTP_URL cannot be used.
 */
export function createTransport({ smtpUrl, inbox, log }: TransportChoice): Transport {
  if (smtpUrl !== undefined) {
    const transport = createSmtpTransport(smtpUrl)
    if (log) void report(transport, log)
    return transport
  }
  if (inbox !== undefined) return createInboxTransport(inbox)
  return {
    async send() {
      throw new DeliveryError('unreachable', 'SMTP_URL is not set')
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function report(transport: SmtpTransport, log: MailLog): Promise<void> {
  try {
    await transport.verify()
    log.info({}, 'the SMTP server can be used')
  } catch (error) {
    const reason = error instanceof DeliveryError ? error.reason : 'unknown'
    log.warn({ reason }, 'the SMTP server cannot be used: mails wait until it can')
  }
}
