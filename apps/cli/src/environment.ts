import { homedir } from 'node:os'
import { join } from 'node:path'

type Source = Readonly<Record<string, string | undefined>>

/** What the environment says to the command line. An empty variable counts as none. */
export interface Environment {
  readonly url: string | undefined
  readonly apiKey: string | undefined
  readonly profile: string | undefined
  readonly password: string | undefined
  /** Unencrypted connections to other machines are wanted. */
  readonly allowHttp: boolean
  readonly setupLink: string | undefined
  /** Of a Firebase project: what its password hashes are checked with. */
  readonly firebaseSignerKey: string | undefined
  /** Where profiles are kept. */
  readonly configDir: string
  /** Undefined: the terminal decides. */
  readonly color: boolean | undefined
}

export function readEnvironment(source: Source = process.env): Environment {
  const value = (name: string) => source[name] || undefined
  return {
    url: value('ROSTER_URL'),
    apiKey: value('ROSTER_API_KEY'),
    profile: value('ROSTER_PROFILE'),
    password: value('ROSTER_PASSWORD'),
    allowHttp: value('ROSTER_ALLOW_HTTP') === '1',
    setupLink: value('ROSTER_SETUP_LINK'),
    firebaseSignerKey: value('ROSTER_FIREBASE_SIGNER_KEY'),
    configDir: join(value('XDG_CONFIG_HOME') ?? join(homedir(), '.config'), 'roster'),
    color: colorOf(value('FORCE_COLOR'), value('NO_COLOR')),
  }
}

/** https://force-color.org and https://no-color.org: the first one wins. */
function colorOf(force: string | undefined, no: string | undefined): boolean | undefined {
  if (force !== undefined) return force !== '0' && force !== 'false'
  return no === undefined ? undefined : false
}
