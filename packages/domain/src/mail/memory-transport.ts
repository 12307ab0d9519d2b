import type { OutgoingMail, Transport } from './transport.ts'

/** A transport for tests: keeps what it is given. */
export interface MemoryTransport extends Transport {
  readonly sent: readonly OutgoingMail[]
  /** What happens at the next attempts, in order, instead of delivery. */
  failNext(...errors: readonly Error[]): void
  /** The mails to an address, oldest first. */
  sentTo(address: string): readonly OutgoingMail[]
}

export function createMemoryTransport(): MemoryTransport {
  const sent: OutgoingMail[] = []
  const failures: Error[] = []
  return {
    sent,
    failNext: (...errors) => {
      failures.push(...errors)
    },
    sentTo: (address) => sent.filter((mail) => mail.to === address),
    async send(mail) {
      const failure = failures.shift()
      if (failure) throw failure
      sent.push(mail)
    },
    async [Symbol.asyncDispose]() {},
  }
}
