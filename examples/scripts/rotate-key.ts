// Replaces an API key by a new one of the same name, scopes and address ranges, for 90 more days.
//
//   ROSTER_URL=… ROSTER_EMAIL=… ROSTER_PASSWORD=… node rotate-key.ts "Nightly export" /etc/roster/export.key
//
// A key cannot make keys: this takes an administrator. The new key is in the file, and has been seen to work, before the
// old one ends; whatever goes wrong leaves the old one.
import { rename, writeFile } from 'node:fs/promises'
import { argv, env, exit, stderr, stdout } from 'node:process'
import { createRosterClient, isRosterError } from '@roster/client'

const DAYS = 90

const [, , name, file] = argv
const { ROSTER_URL: url, ROSTER_EMAIL: email, ROSTER_PASSWORD: password } = env
if (!url || !email || !password || !name || !file) {
  stderr.write('Set ROSTER_URL, ROSTER_EMAIL and ROSTER_PASSWORD; name the key and the file.\n')
  exit(2)
}

const client = createRosterClient({ url })
await client.auth.signIn({ email, password })
try {
  const old = await findKey(name)
  const expiresAt = new Date(Date.now() + DAYS * 86_400_000).toISOString()
  const { name: sameName, scopes, ipRanges } = old
  const made = await client.apiKeys.create.mutate({
    name: sameName,
    scopes: [...scopes] as Scopes,
    ipRanges: [...ipRanges],
    expiresAt,
  })
  await checkKey(made.secret)

  // In one step: whoever reads the file finds the old one or the new one.
  await writeFile(`${file}.new`, `${made.secret}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  await client.apiKeys.revoke.mutate({ apiKeyId: old.id })
  stdout.write(`${name}: ${old.prefix}… is replaced by ${made.prefix}…, until ${made.expiresAt}.\n`)
} finally {
  await client.auth.signOut()
}

type Scopes = Parameters<typeof client.apiKeys.create.mutate>[0]['scopes']

/** The one key of this name that works. */
async function findKey(wanted: string) {
  let cursor: string | null | undefined
  const found = []
  while (cursor !== null) {
    const page = await client.apiKeys.list.query({ limit: 100, ...(cursor && { cursor }) })
    const works = ({ revokedAt, expiresAt }: (typeof page.items)[number]) =>
      revokedAt === null && Date.parse(expiresAt) > Date.now()
    found.push(...page.items.filter((key) => key.name === wanted && works(key)))
    cursor = page.nextCursor
  }
  const [key, second] = found
  if (key === undefined) throw new Error(`There is no key called ${wanted} that works.`)
  if (second !== undefined)
    throw new Error(`There are ${found.length} keys called ${wanted}. Revoke those that are not used.`)
  return key
}

/** `me` is nobody for a key: one that works hears that it may not ask, and one that does not hears that first. */
async function checkKey(secret: string): Promise<void> {
  try {
    await createRosterClient({ url: url ?? '', apiKey: secret }).users.get.query({ userId: 'me' })
  } catch (error) {
    if (!isRosterError(error, 'FORBIDDEN')) throw error
  }
}
