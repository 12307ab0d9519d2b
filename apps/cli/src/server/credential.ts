import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { Failure, misuse } from '../failure.ts'
import { type Profile, profilePath, readProfile } from '../profile/profile.ts'
import { parseAddress } from './address.ts'

export const DEFAULT_URL = 'http://127.0.0.1:3000'

export interface Target {
  readonly profile: string
  /** As it was given with `--url`. */
  readonly url: string | undefined
  readonly allowHttp: boolean
}

/** Whom a command speaks as. */
export type Credential =
  | { readonly kind: 'key'; readonly url: string; readonly apiKey: string }
  | { readonly kind: 'session'; readonly url: string; readonly path: string; readonly profile: Profile }

/** Where a command goes that needs nobody to be signed in. */
export async function findServer(environment: Environment, target: Target): Promise<string> {
  const given = target.url ?? environment.url
  if (given !== undefined) return parseAddress(given, target.allowHttp)
  const profile = await readProfile(profilePath(environment, target.profile))
  return profile?.url ?? DEFAULT_URL
}

/**
 * An API key of the environment, else the session of the profile. Neither is ever sent to a server that it is not for.
 * @throws Failure when there is none
 */
export async function findCredential(environment: Environment, target: Target): Promise<Credential> {
  const given = target.url ?? environment.url
  const url = given === undefined ? undefined : parseAddress(given, target.allowHttp)
  if (environment.apiKey !== undefined) {
    if (url !== undefined) return { kind: 'key', url, apiKey: environment.apiKey }
    throw misuse(
      'ROSTER_API_KEY is set, but not the server it is for.',
      'Set ROSTER_URL as well, or name the server with --url.',
    )
  }
  const path = profilePath(environment, target.profile)
  const profile = await readProfile(path)
  if (profile?.tokens == null) throw notSignedIn(url ?? profile?.url, target.profile)
  if (url !== undefined && url !== profile.url) throw notSignedIn(url, target.profile, profile.url)
  return { kind: 'session', url: profile.url, path, profile }
}

function notSignedIn(url: string | undefined, profile: string, other?: string): Failure {
  const options = `${profile === 'default' ? '' : ` --profile ${profile}`}${url === undefined ? '' : ` --url ${url}`}`
  const message = url === undefined ? 'You are not signed in.' : `You are not signed in to ${url}.`
  const advice = `Run: roster login${options}  (or set ROSTER_URL and ROSTER_API_KEY)`
  return new Failure(
    EXIT.refused,
    message,
    other === undefined
      ? advice
      : `${advice}. This profile is for ${other}; --profile NAME keeps another one beside it.`,
  )
}
