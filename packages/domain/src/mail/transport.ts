import type { Mailbox } from './mailbox.ts'

/** A message as it goes out. */
export interface OutgoingMail {
  readonly from: Mailbox
  /** One address, nothing else. */
  readonly to: string
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly html: string
  /** With its angle brackets. The same at every attempt, so that a duplicate can be told from a second message. */
  readonly messageId: string
}

/** Hands a message to what delivers it. */
export interface Transport extends AsyncDisposable {
  /** Resolves when the message was taken over. Throws `DeliveryError`; gives up when the signal is aborted. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>
}

/**
 * What went wrong, as far as it matters: `refused` for good, `delayed` until later,
 * or `unreachable`, which other mails would find too.
 */
export type DeliveryFailure = 'refused' | 'delayed' | 'unreachable'

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly failure: DeliveryFailure
  /** A few words for logs and `last_error`: never an address, a token or what the other side said. */
  readonly reason: string

  constructor(failure: DeliveryFailure, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.failure = failure
    this.reason = reason
  }
}
