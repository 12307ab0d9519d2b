import { isRosterError } from '@roster/client'
import { explain } from '../explain.ts'
import { fetchPlain } from '../server/fetch-plain.ts'
import { checkClock } from './clock.ts'
import type { Finding } from './finding.ts'

interface Document {
  readonly info?: { readonly title?: string; readonly version?: string }
  readonly servers?: ReadonlyArray<{ readonly url?: string }>
}

const API_VERSION = '1'

/** Whether the server answers, is ready, and is one that this program can talk to. */
export async function checkServer(url: string, timeoutMs: number): Promise<readonly Finding[]> {
  const startedAt = performance.now()
  let live: Response
  try {
    live = await fetchPlain(`${url}/health/live`, timeoutMs)
  } catch (error) {
    if (!isRosterError(error)) throw error
    const { message, advice } = explain(error, url, undefined)
    return [
      { about: 'Server', level: 'problem', says: message.replace(/\.$/, ''), advice: advice.replace(/ More: .*/, '') },
    ]
  }
  const tookMs = Math.round(performance.now() - startedAt)
  const clock = checkClock(live.headers.get('date'), Date.now())
  const [ready, api] = await Promise.all([checkReadiness(url, timeoutMs), checkApi(url, timeoutMs)])
  return [{ about: 'Server', level: 'ok', says: `answers after ${tookMs} ms` }, ready, ...api, ...clock]
}

async function checkReadiness(url: string, timeoutMs: number): Promise<Finding> {
  const about = 'Readiness'
  const status = await statusOf(`${url}/health/ready`, timeoutMs)
  if (status === 200) return { about, level: 'ok', says: 'the database answers, and is up to date' }
  const advice = 'The log of the server says why. On its machine, in its repository: pnpm doctor'
  return { about, level: 'problem', says: `not ready (${status})`, advice }
}

const statusOf = (url: string, timeoutMs: number): Promise<number | string> =>
  fetchPlain(url, timeoutMs).then(
    ({ status }) => status,
    () => 'no answer',
  )

async function checkApi(url: string, timeoutMs: number): Promise<readonly Finding[]> {
  const about = 'API'
  const reply = await fetchPlain(`${url}/api/v1/openapi.json`, timeoutMs).catch(() => undefined)
  const { info, servers } = ((await reply?.json().catch(() => ({}))) ?? {}) as Document
  if (info?.version === undefined) {
    const advice = 'Check the address: another program, or a proxy that does not pass /api and /trpc on?'
    return [{ about, level: 'problem', says: `what answers at ${url} is not a Roster server`, advice }]
  }
  const title = info.title ?? 'API'
  const version: Finding =
    info.version === API_VERSION
      ? { about, level: 'ok', says: `${title}, version ${info.version}` }
      : {
          about,
          level: 'warning',
          says: `${title} has version ${info.version}, this program knows ${API_VERSION}`,
          advice: 'Use the command line that came with the server.',
        }
  return [version, ...checkPublicUrl(url, servers?.[0]?.url)]
}

/** The address that the server puts into mails is the one that people should use. */
function checkPublicUrl(url: string, publicUrl: string | undefined): readonly Finding[] {
  if (publicUrl === undefined || publicUrl.replace(/\/+$/, '') === url) return []
  const says = `the server calls itself ${publicUrl}, and you use ${url}`
  return [
    {
      about: 'Address',
      level: 'warning',
      says,
      advice: 'Use its own name if you can; or correct its PUBLIC_URL, which stands in mails.',
    },
  ]
}
