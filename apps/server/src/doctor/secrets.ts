import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { authSecretPath } from '../auth-secret.ts'
import { weaknessOf } from '../env/weak-secret.ts'
import { dotenvPath, type Env, originOf } from '../env.ts'
import { type Finding, findingsAbout } from './finding.ts'

const OTHERS = 0o077
const MIN_LENGTH = 32

export interface SecretFacts {
  readonly mode: string
  /** Where AUTH_SECRET comes from. */
  readonly origin: 'environment' | '.env' | 'data directory' | 'none'
  /** What is wrong with it, in words that do not repeat it. */
  readonly weakness: string | undefined
  /** Files that hold secrets and that others may read, with their mode. */
  readonly openFiles: readonly { readonly path: string; readonly mode: number }[]
}

/** Looks at secrets and where they are kept, changing nothing. */
export async function inspectSecrets(env: Pick<Env, 'mode' | 'authSecret' | 'dataDir'>): Promise<SecretFacts> {
  const kept = authSecretPath(env.dataDir)
  const isKept = env.authSecret === undefined && existsSync(kept)
  const secret = env.authSecret ?? (isKept ? (await readFile(kept, 'utf8')).trim() : undefined)
  return {
    mode: env.mode,
    origin: isKept ? 'data directory' : (originOf('AUTH_SECRET') ?? (secret === undefined ? 'none' : 'environment')),
    weakness: secret === undefined ? undefined : weaknessIn(secret),
    openFiles: await openFiles([...(isKept ? [kept] : []), dotenvPath]),
  }
}

const weaknessIn = (secret: string) =>
  secret.length < MIN_LENGTH ? `must have ${MIN_LENGTH} characters` : weaknessOf(secret)

async function openFiles(paths: readonly string[]): Promise<SecretFacts['openFiles']> {
  const modes = await Promise.all(
    paths.filter((path) => existsSync(path)).map(async (path) => ({ path, mode: (await stat(path)).mode & 0o777 })),
  )
  return modes.filter(({ mode }) => (mode & OTHERS) !== 0)
}

export function judgeSecrets({ mode, origin, weakness, openFiles }: SecretFacts): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Secrets')
  const from = {
    environment: 'AUTH_SECRET comes from the environment',
    '.env': 'AUTH_SECRET comes from .env',
    'data directory': 'AUTH_SECRET was made by Roster and is kept in the data directory',
    none: 'AUTH_SECRET is made at the first start and kept in the data directory',
  }[origin]
  const beside = 'Whoever has the directory has the key to it: set AUTH_SECRET in the environment for production.'
  return [
    weakness !== undefined
      ? problem(
          `${from}; it ${weakness}`,
          'Make another, and mind that signing keys and queued mails are lost with the old one.',
        )
      : origin === 'data directory' && mode === 'production'
        ? warning(from, beside)
        : ok(from),
    ...openFiles.map(({ path, mode }) =>
      problem(`others on this machine may read ${path} (mode ${mode.toString(8)})`, `Run: chmod 600 ${path}`),
    ),
  ]
}
