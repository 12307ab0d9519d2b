import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError } from './configuration-error.ts'

/** Where the secret of an installation is kept that was not given one. */
export const authSecretPath = (dataDir: string) => join(dataDir, 'auth-secret')

/** The kept secret, if one has been made. @throws ConfigurationError when it cannot be read */
export const readAuthSecret = (dataDir: string) => readSecret(authSecretPath(dataDir))

const OWNER_ONLY = 0o600
const MIN_LENGTH = 32

/**
 * The secret of an installation that was not given one: kept in `<dataDir>/auth-secret`, readable by its owner alone.
 * Whoever comes first makes it, however many start at once; everyone gets the same.
 */
export async function keepAuthSecret(dataDir: string): Promise<string> {
  const path = authSecretPath(dataDir)
  const kept = await readSecret(path)
  if (kept !== undefined) {
    await chmod(path, OWNER_ONLY).catch(() => undefined)
    return kept
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await publish(path, randomBytes(32).toString('base64url'))
  const made = await readSecret(path)
  if (made === undefined) throw new ConfigurationError([`AUTH_SECRET: could not be kept in ${path}; set it yourself`])
  return made
}

async function readSecret(path: string): Promise<string | undefined> {
  let secret: string
  try {
    secret = (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw new ConfigurationError([
      `AUTH_SECRET: ${path} cannot be read; give it to the user that runs Roster, or set AUTH_SECRET`,
    ])
  }
  if (secret.length < MIN_LENGTH) {
    throw new ConfigurationError([
      `AUTH_SECRET: ${path} is damaged; restore it, since nothing that it encrypts can be read without it`,
    ])
  }
  return secret
}

/** Writes a file that is either complete or not there; one that is there already stays. */
async function publish(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = await open(draft, 'wx', OWNER_ONLY)
  try {
    await file.writeFile(`${content}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await unlink(draft)
  }
}

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
