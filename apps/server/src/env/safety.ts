import { Email } from '@roster/contract'
import type { Values } from './variables.ts'

const GENERATE = `node -p "require('crypto').randomBytes(32).toString('base64url')"`

/** Whether only this machine can reach an address that is bound to or linked to. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** Whether the default of `DEV_INBOX` is on: it shows reset links to anyone who can open it. */
export function wantsDevInbox(values: Pick<Values, 'NODE_ENV' | 'SMTP_URL' | 'HOST' | 'PUBLIC_URL'>): boolean {
  return (
    values.NODE_ENV !== 'production' &&
    values.SMTP_URL === undefined &&
    isLoopback(values.HOST) &&
    (values.PUBLIC_URL === undefined || isLoopback(new URL(values.PUBLIC_URL).hostname))
  )
}

/** What must not be started with, one line each. A variable that could not be read is left out of `values`. */
export function dangersIn(values: Partial<Values>, invalid: ReadonlySet<string>): readonly string[] {
  const missing = (name: keyof Values) => values[name] === undefined && !invalid.has(name)
  const problems: string[] = []

  if (values.NODE_ENV === 'production') {
    if (missing('PUBLIC_URL'))
      problems.push(
        'PUBLIC_URL: must be set in production; set it to the address people use, such as https://id.example.com',
      )
    if (missing('AUTH_SECRET'))
      problems.push(`AUTH_SECRET: must be set in production; set it to what this prints: ${GENERATE}`)
    if (missing('DATABASE_URL') && values.ALLOW_EMBEDDED_IN_PRODUCTION === false) {
      problems.push(
        'DATABASE_URL: must be set in production, because a power cut can damage the embedded database; set it to a PostgreSQL server, or accept the risk with ALLOW_EMBEDDED_IN_PRODUCTION=true',
      )
    }
    if (values.DEV_INBOX)
      problems.push('DEV_INBOX: must not be true in production: anyone could read reset links; leave it out')
  }

  problems.push(...clearTextProblems(values, invalid))
  if (values.METRICS_TOKEN !== undefined && values.METRICS_TOKEN === values.AUTH_SECRET)
    problems.push(
      `METRICS_TOKEN: must not be AUTH_SECRET, which never leaves the server; set it to what this prints: ${GENERATE}`,
    )
  problems.push(...bootstrapProblems(values, invalid))
  return problems
}

/** Passwords must not travel in the clear by accident. */
function clearTextProblems(values: Partial<Values>, invalid: ReadonlySet<string>): readonly string[] {
  const { NODE_ENV, HOST, PUBLIC_URL, ALLOW_INSECURE_PUBLIC_BIND } = values
  if (invalid.has('PUBLIC_URL') || ALLOW_INSECURE_PUBLIC_BIND !== false || PUBLIC_URL?.startsWith('https://')) return []
  if (HOST !== undefined && !isLoopback(HOST)) {
    return [
      `HOST: must be a loopback address unless TLS is in front; set PUBLIC_URL to the https address of your proxy, set HOST to 127.0.0.1, or accept that passwords travel in the clear with ALLOW_INSECURE_PUBLIC_BIND=true`,
    ]
  }
  if (NODE_ENV === 'production' && PUBLIC_URL !== undefined && !isLoopback(new URL(PUBLIC_URL).hostname)) {
    return [
      'PUBLIC_URL: must be an https address in production; put a proxy with TLS in front, or accept that passwords travel in the clear with ALLOW_INSECURE_PUBLIC_BIND=true',
    ]
  }
  return []
}

function bootstrapProblems(values: Partial<Values>, invalid: ReadonlySet<string>): readonly string[] {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = values
  if (invalid.has('BOOTSTRAP_ADMIN_EMAIL') || invalid.has('BOOTSTRAP_ADMIN_PASSWORD')) return []
  if (email === undefined && password === undefined) return []
  if (email === undefined) return ['BOOTSTRAP_ADMIN_EMAIL: must be set together with BOOTSTRAP_ADMIN_PASSWORD']
  if (password === undefined) return ['BOOTSTRAP_ADMIN_PASSWORD: must be set together with BOOTSTRAP_ADMIN_EMAIL']
  const problems: string[] = []
  if (!Email.safeParse(email).success) problems.push('BOOTSTRAP_ADMIN_EMAIL: must be an e-mail address')
  if ([...password].length < (values.PASSWORD_MIN_LENGTH ?? 0)) {
    problems.push('BOOTSTRAP_ADMIN_PASSWORD: must have at least PASSWORD_MIN_LENGTH characters')
  }
  return problems
}

/** What may be started with and should be known, one line each. */
export function doubtsIn(values: Values): readonly string[] {
  const warnings: string[] = []
  const published = values.PUBLIC_URL !== undefined && !isLoopback(new URL(values.PUBLIC_URL).hostname)
  if (values.NODE_ENV === 'production' && values.SMTP_URL === undefined) {
    warnings.push('SMTP_URL: is not set, so no mail is delivered and nobody can reset a password')
  }
  if (values.NODE_ENV !== 'production' && published) {
    warnings.push('NODE_ENV: is not production although PUBLIC_URL is public; unsafe settings are not refused')
  }
  const isProxied = isLoopback(values.HOST) || values.PUBLIC_URL?.startsWith('https://') === true
  if (published && values.TRUST_PROXY === false && isProxied) {
    warnings.push(
      'TRUST_PROXY: is false, so all requests through the proxy count as one address; set it to the number of proxies in front',
    )
  }
  if (values.NODE_ENV === 'production' && values.RATE_LIMIT_SCALE > 1) {
    warnings.push(`RATE_LIMIT_SCALE: is ${values.RATE_LIMIT_SCALE}, so passwords may be guessed that much faster`)
  }
  if (values.NODE_ENV === 'production' && !['info', 'debug', 'trace'].includes(values.LOG_LEVEL)) {
    warnings.push(`LOG_LEVEL: is ${values.LOG_LEVEL}, so sign-ins, refusals and requests leave no line`)
  }
  if (values.REFRESH_IDLE_TTL_SECONDS > values.REFRESH_ABSOLUTE_TTL_SECONDS) {
    warnings.push('REFRESH_IDLE_TTL_SECONDS: is longer than REFRESH_ABSOLUTE_TTL_SECONDS, which ends sessions first')
  }
  if (values.DEV_INBOX && !wantsDevInbox(values)) {
    warnings.push('DEV_INBOX: is on where others may reach it; whoever can open it can take over any account')
  }
  return warnings
}
