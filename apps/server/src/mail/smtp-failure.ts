import { DeliveryError } from '@roster/domain'
import type { NodemailerError } from 'nodemailer'

const UNREACHABLE: readonly (string | undefined)[] = [
  'ECONNECTION',
  'ESOCKET',
  'ETIMEDOUT',
  'EDNS',
  'ETLS',
  'EAUTH',
  'ENOAUTH',
  'EABORT',
]

/**
 * What a failed attempt means. Only an answer about this very message (RCPT TO, DATA) that the server calls permanent
 * is a refusal. An answer about us (sign-in, sender, relaying: 530 and 5.7.x of RFC 3463) is a fault that an
 * operator can mend before the mail expires.
 */
export function toDeliveryError(error: unknown): DeliveryError {
  const { code, command, responseCode, permanent, response, timeoutType } = detailsOf(error)
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1]
  const what =
    timeoutType ??
    [command?.replace(/[^A-Z ]/g, ''), responseCode, status].filter((part) => part !== undefined).join(' ')
  const reason = `smtp ${code ?? 'failure'}${what === '' ? '' : `: ${what}`}`
  const options = { cause: error }
  if (responseCode === 421 || UNREACHABLE.includes(code)) return new DeliveryError('unreachable', reason, options)
  const aboutMessage = command === 'RCPT TO' || command === 'DATA'
  const aboutUs = responseCode === 530 || status?.startsWith('5.7.')
  return new DeliveryError(permanent && aboutMessage && !aboutUs ? 'refused' : 'delayed', reason, options)
}

function detailsOf(error: unknown): Partial<NodemailerError> {
  return error instanceof Error ? error : {}
}
