import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Tokens } from '@roster/client'
import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-code.ts'
import { Failure, misuse } from '../failure.ts'

/** What `roster login` leaves behind: where the server is, and a session on it. */
export interface Profile {
  readonly url: string
  readonly tokens: Tokens | null
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i
export const DEFAULT_PROFILE = 'default'

/** @throws Failure when the name is not one for a file */
export function profilePath({ configDir }: Environment, name: string): string {
  if (NAME.test(name)) return join(configDir, 'profiles', `${name}.json`)
  throw misuse('This is not a name for a profile.', 'Use up to 64 letters, digits, dots, dashes and underscores.')
}

/**
 * Reads a profile. @returns nothing when there is none
 * @throws Failure when it cannot be read, or others can read it
 */
export async function readProfile(path: string): Promise<Profile | undefined> {
  let text: string
  try {
    await refuseOpenFile(path)
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const profile = parse(text)
  if (profile !== undefined) return profile
  throw new Failure(EXIT.failure, `${path} is damaged.`, 'Delete it, and sign in again: roster login')
}

function parse(text: string): Profile | undefined {
  try {
    const { url, tokens } = JSON.parse(text)
    const isWhole = typeof url === 'string' && (tokens === null || typeof tokens?.refreshToken === 'string')
    return isWhole ? { url, tokens } : undefined
  } catch {
    return undefined
  }
}

async function refuseOpenFile(path: string): Promise<void> {
  const { mode } = await stat(path)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  throw new Failure(
    EXIT.failure,
    `${path} can be read by other users of this machine.`,
    `It holds a session. Run: chmod 600 ${path}`,
  )
}

/** Replaces a profile in one step, so that nobody ever reads half of one. Nobody else can read it. */
export async function writeProfile(path: string, profile: Profile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.new`
  await writeFile(draft, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, path)
}
