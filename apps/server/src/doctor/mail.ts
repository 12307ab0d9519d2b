import { DeliveryError } from '@roster/domain'
import type { Env } from '../env.ts'
import { createSmtpTransport } from '../mail/smtp-transport.ts'
import { parseSmtpUrl } from '../mail/smtp-url.ts'
import { type Finding, findingsAbout } from './finding.ts'

const TIMEOUTS = { connectTimeoutMs: 5_000, answerTimeoutMs: 5_000 }

/** Whether mail would leave. Signs in to the SMTP server and sends nothing. */
export async function checkMail(
  env: Pick<Env, 'smtpUrl' | 'devInbox' | 'mode' | 'mailFrom'>,
): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsAbout('Mail')
  if (env.smtpUrl === undefined) {
    if (env.devInbox) return [ok('none is sent; the development inbox shows it')]
    const says = 'SMTP_URL is not set: no mail leaves, and nobody can reset a password'
    const advice = 'Set SMTP_URL, such as smtps://user:password@mail.example.com.'
    return [env.mode === 'production' ? problem(says, advice) : warning(says, advice)]
  }
  const { host, port, tls, auth } = parseSmtpUrl(env.smtpUrl)
  const says = `${host}:${port} as ${env.mailFrom.address}`
  await using transport = createSmtpTransport(env.smtpUrl, TIMEOUTS)
  try {
    await transport.verify()
  } catch (error) {
    const reason = error instanceof DeliveryError ? error.reason : 'unknown'
    return [problem(`${says}: cannot be used (${reason})`, 'Check SMTP_URL: mails wait until this works.')]
  }
  if ((tls === 'none' || tls === 'opportunistic') && auth !== undefined && !isThisMachine(host)) {
    return [
      warning(`${says}: works, but TLS is not required`, 'Use smtps://, or leave ?tls= out: mails hold reset links.'),
    ]
  }
  return [ok(`${says}: lets us in`)]
}

const isThisMachine = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')
