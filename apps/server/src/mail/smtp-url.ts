import { ConfigurationError } from '../configuration-error.ts'
import { isLoopback } from '../env/safety.ts'

/**
 * `implicit`: TLS from the first byte. `required`: STARTTLS or nothing (RFC 8314). `opportunistic`: STARTTLS when the
 * server offers it, whoever it is. `none`: in the clear.
 */
export type SmtpTls = 'implicit' | 'required' | 'opportunistic' | 'none'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  readonly tls: SmtpTls
  readonly auth: { readonly user: string; readonly pass: string } | undefined
}

const CHOICES: readonly string[] = ['required', 'opportunistic', 'none'] satisfies readonly SmtpTls[]

/**
 * Reads SMTP_URL: `smtps://` means TLS from the start (port 465), `smtp://` means STARTTLS (port 587), which is
 * required unless the server is this machine or `?tls=opportunistic` or `?tls=none` says otherwise.
 * Throws ConfigurationError; its message repeats nothing of the URL, which may hold a password.
 */
export function parseSmtpUrl(value: string): SmtpServer {
  const url = URL.parse(value)
  const problems: string[] = []
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new ConfigurationError(['SMTP_URL: must be a URL such as smtps://user:password@mail.example.com'])
  }
  const secure = url.protocol === 'smtps:'
  const { tls, ...others } = Object.fromEntries(url.searchParams)
  if (Object.keys(others).length > 0) problems.push('SMTP_URL: understands no parameter but tls')
  if (tls !== undefined && !CHOICES.includes(tls))
    problems.push('SMTP_URL: tls must be required, opportunistic or none')
  if (tls !== undefined && secure) problems.push('SMTP_URL: smtps:// is TLS from the start; tls= belongs to smtp://')
  if (url.hash !== '' || !/^\/?$/.test(url.pathname))
    problems.push('SMTP_URL: must end after the host and port; a # or / in the password has to be percent-encoded')
  const user = decoded(url.username)
  const pass = decoded(url.password)
  if (user === undefined || pass === undefined)
    problems.push('SMTP_URL: a % in the user name or password has to be written %25')
  if (problems.length > 0) throw new ConfigurationError(problems)

  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    tls: secure ? 'implicit' : chosen(tls, host),
    auth: user ? { user, pass: pass ?? '' } : undefined,
  }
}

/** On this machine nobody listens in, and test servers have certificates that nobody signed. */
function chosen(tls: string | undefined, host: string): SmtpTls {
  if (tls === 'required' || tls === 'opportunistic' || tls === 'none') return tls
  return isLoopback(host) ? 'opportunistic' : 'required'
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

/** What is wrong with SMTP_URL, without the name in front; nothing when it can be used. */
export function problemsInSmtpUrl(value: string): readonly string[] {
  try {
    parseSmtpUrl(value)
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.problems.map((problem) => problem.replace('SMTP_URL: ', ''))
  }
}
