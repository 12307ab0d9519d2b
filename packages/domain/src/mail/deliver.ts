import type { Vault } from '../vault.ts'
import type { MailRenderer } from './create-renderer.ts'
import { domainOf, type Mailbox } from './mailbox.ts'
import { openPayload } from './payload.ts'
import type { ClaimedMail } from './store.ts'
import { isMailTemplate } from './templates.ts'
import { DeliveryError, type OutgoingMail, type Transport } from './transport.ts'

/** What it takes to make a message of a row and hand it over. */
export interface Delivery {
  readonly vault: Vault
  readonly renderer: MailRenderer
  readonly transport: Transport
  readonly from: Mailbox
  /** For one message, whatever the transport does. */
  readonly sendTimeoutMs: number
  now(): Date
}

export type Outcome =
  | { readonly result: 'sent' }
  | { readonly result: 'dropped'; readonly reason: string }
  | { readonly result: 'failed'; readonly reason: string; readonly unreachable: boolean }

/** Tries to send a claimed mail, once. Never throws; `reason` holds neither addresses nor tokens. */
export async function deliverMail(delivery: Delivery, mail: ClaimedMail, stop: AbortSignal): Promise<Outcome> {
  if (mail.expiresAt <= delivery.now()) return { result: 'dropped', reason: 'expired' }
  try {
    const message = composeMail(delivery, mail)
    await handOver(delivery, message, stop)
    return { result: 'sent' }
  } catch (error) {
    const reason = reasonOf(error)
    const failure = error instanceof DeliveryError ? error.failure : 'delayed'
    if (failure === 'refused') return { result: 'dropped', reason }
    return { result: 'failed', reason, unreachable: failure === 'unreachable' }
  }
}

/** What this server cannot read or write may be plain to another one, or to the next version: it is only delayed. */
function composeMail({ vault, renderer, from }: Delivery, mail: ClaimedMail): OutgoingMail {
  const { template } = mail
  if (!isMailTemplate(template)) throw new DeliveryError('delayed', 'unknown template')
  const { to, data } = attempt('unreadable: sealed under another AUTH_SECRET', () => openPayload(vault, mail.payload))
  const rendered = attempt('the template cannot be rendered', () => renderer.render(template, data))
  return { from, to, ...rendered, messageId: `<${mail.id}@${domainOf(from)}>` }
}

function attempt<T>(reason: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new DeliveryError('delayed', reason, { cause })
  }
}

/** A transport that ignores the signal is left behind. */
async function handOver(
  { transport, sendTimeoutMs }: Delivery,
  message: OutgoingMail,
  stop: AbortSignal,
): Promise<void> {
  const timeout = AbortSignal.timeout(sendTimeoutMs)
  const signal = AbortSignal.any([stop, timeout])
  const given = Promise.withResolvers<never>()
  const giveUp = () =>
    given.reject(new DeliveryError('unreachable', timeout.aborted ? 'timeout' : 'the server stopped'))
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  try {
    await Promise.race([transport.send(message, signal), given.promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** The text of an unexpected error may quote the message: its class has to do. */
function reasonOf(error: unknown): string {
  if (error instanceof DeliveryError) return error.reason
  return `unexpected ${error instanceof Error ? error.name : typeof error}`
}
