import type { Transport } from '@roster/domain'
import nodemailer, { type SMTPPoolOptions } from 'nodemailer'
import { toDeliveryError } from './smtp-failure.ts'
import { parseSmtpUrl, type SmtpTls } from './smtp-url.ts'

export interface SmtpTransport extends Transport {
  /** Connects and signs in, so that a wrong SMTP_URL shows at start. Throws `DeliveryError`. */
  verify(): Promise<void>
}

export interface SmtpOptions {
  /** How long to wait for a name, a connection, a greeting … */
  readonly connectTimeoutMs?: number
  /** … and for each answer after that. */
  readonly answerTimeoutMs?: number
}

/**
 * Sends over SMTP_URL (see `parseSmtpUrl`), over a few connections that are kept for a while.
 * Throws ConfigurationError when the URL cannot be used; no server is contacted before the first mail.
 */
export function createSmtpTransport(smtpUrl: string, options: SmtpOptions = {}): SmtpTransport {
  const { connectTimeoutMs = 10_000, answerTimeoutMs = 30_000 } = options
  const { host, port, tls, auth } = parseSmtpUrl(smtpUrl)
  const pool = nodemailer.createTransport({
    pool: true,
    host,
    port,
    ...(auth && { auth }),
    ...tlsOptions(tls),
    maxConnections: 5,
    // The outbox tries again by itself; once is for a kept connection that turns out to be dead.
    maxRequeues: 1,
    dnsTimeout: connectTimeoutMs,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    socketTimeout: answerTimeoutMs,
    // Nothing in a message may make us read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ from, to, subject, text, html, messageId }, signal) {
      // RFC 3834: no out-of-office replies to what nobody reads.
      const headers = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
      const recipient = { name: '', address: to }
      await translated(pool.sendMail({ from, to: recipient, subject, text, html, messageId, headers, signal }))
    },
    async verify() {
      await translated(pool.verify())
    },
    async [Symbol.asyncDispose]() {
      pool.close({ force: true })
    },
  }
}

function tlsOptions(tls: SmtpTls): SMTPPoolOptions {
  if (tls === 'implicit') return { secure: true }
  if (tls === 'required') return { secure: false, requireTLS: true }
  if (tls === 'none') return { secure: false, ignoreTLS: true }
  // Whoever could show a false certificate could also hide that there is one.
  return { secure: false, tls: { rejectUnauthorized: false } }
}

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw toDeliveryError(error)
  }
}
