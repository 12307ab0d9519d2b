import { isLoopback } from '../env/safety.ts'
import type { Env } from '../env.ts'
import { type Finding, findingsAbout } from './finding.ts'

type Exposure = Pick<
  Env,
  'mode' | 'host' | 'port' | 'publicUrl' | 'trustProxy' | 'corsOrigins' | 'metricsToken' | 'devInbox'
>

/** Who can reach the server, and what stands between. */
export function judgeExposure(env: Exposure): readonly Finding[] {
  return [...judgeAddress(env), ...judgeProxy(env), ...judgeOrigins(env), ...judgeInbox(env)]
}

function judgeAddress({ mode, host, port, publicUrl }: Exposure): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Address')
  const { protocol, hostname } = new URL(publicUrl)
  const says = `${publicUrl}, listening on ${host}:${port}`
  if (protocol === 'https:') return [ok(`${says}; replies ask browsers for https from now on (HSTS)`)]
  if (isLoopback(hostname) && isLoopback(host)) return [ok(`${says}: this machine alone`)]
  const advice = 'Put a proxy with TLS in front and set PUBLIC_URL to its https address: passwords travel in the clear.'
  return [mode === 'production' ? problem(says, advice) : warning(says, advice)]
}

function judgeProxy({ host, publicUrl, trustProxy }: Exposure): readonly Finding[] {
  const { ok, warning } = findingsAbout('Proxy')
  const isProxied = publicUrl.startsWith('https://')
  if (trustProxy === false) {
    if (!isProxied) return [ok('none; addresses of callers are those of their connections')]
    return [
      warning(
        'TRUST_PROXY is false, so everybody counts as the proxy in limits and logs',
        'Set TRUST_PROXY to the number of proxies in front, or to their addresses.',
      ),
    ]
  }
  const trusted = typeof trustProxy === 'number' ? `the last ${trustProxy} of X-Forwarded-For` : trustProxy.join(', ')
  if (typeof trustProxy === 'number' && !isLoopback(host)) {
    return [
      warning(
        `${trusted} is believed, whoever connects to ${host}`,
        'Name the addresses of your proxies in TRUST_PROXY, bind to a loopback address, or let a firewall keep others away: else callers choose their address.',
      ),
    ]
  }
  return [ok(`${trusted} is believed`)]
}

function judgeOrigins({ mode, corsOrigins }: Exposure): readonly Finding[] {
  const { ok, warning } = findingsAbout('CORS')
  if (corsOrigins.length === 0) return [ok('no other origin may call from a browser')]
  const unsafe = corsOrigins.filter((origin) => origin.startsWith('http:') && !isLoopback(new URL(origin).hostname))
  const local = corsOrigins.filter((origin) => isLoopback(new URL(origin).hostname))
  const says = corsOrigins.join(', ')
  if (unsafe.length > 0)
    return [warning(says, `Use https: whoever sits on the way to ${unsafe.join(', ')} can act for its users.`)]
  if (mode === 'production' && local.length > 0)
    return [warning(says, `Take ${local.join(', ')} out: any program on a user's machine can serve that origin.`)]
  return [ok(says)]
}

function judgeInbox({ devInbox, host, publicUrl }: Exposure): readonly Finding[] {
  if (!devInbox || (isLoopback(host) && isLoopback(new URL(publicUrl).hostname))) return []
  const { problem } = findingsAbout('Mail inbox')
  return [problem('others can open it and read reset links', 'Leave DEV_INBOX out, or set SMTP_URL.')]
}
