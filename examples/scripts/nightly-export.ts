// Writes everybody to a packed file with the day in its name, and keeps the newest ones.
//
//   ROSTER_URL=… ROSTER_API_KEY=… node nightly-export.ts /var/backups/roster [--keep 14]
//
// The key needs the scope users.export. There are no password hashes in it: a key gets none. The file is there when it is
// complete; what breaks off leaves the ones before it, and ends with something other than 0.
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { env, exit, stderr, stdout } from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createGzip } from 'node:zlib'
import { createRosterClient } from '@roster/client'

const { values, positionals } = parseArgs({
  options: { keep: { type: 'string', default: '14' } },
  allowPositionals: true,
})
const keep = Number(values.keep)
const [directory] = positionals
const { ROSTER_URL: url, ROSTER_API_KEY: apiKey } = env
if (!url || !apiKey || !directory || !Number.isInteger(keep) || keep < 1) {
  stderr.write('Set ROSTER_URL and ROSTER_API_KEY, and name a directory. --keep takes a whole number above 0.\n')
  exit(2)
}

const client = createRosterClient({ url, apiKey })
let count = 0

await mkdir(directory, { recursive: true, mode: 0o700 })
const file = join(directory, `users-${new Date().toISOString().slice(0, 10)}.ndjson.gz`)
const draft = `${file}.part`
try {
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(draft, { mode: 0o600 }))
  await rename(draft, file)
} catch (error) {
  await rm(draft, { force: true })
  throw error
}
stdout.write(`Wrote ${count} users to ${file}.\n`)

const kept = (await readdir(directory)).filter((name) => /^users-\d{4}-\d\d-\d\d\.ndjson\.gz$/.test(name)).sort()
for (const name of kept.slice(0, -keep)) {
  await rm(join(directory, name))
  stdout.write(`Removed ${name}.\n`)
}

/** In the form that `roster users import` takes. One page is in memory at a time. */
async function* lines(): AsyncGenerator<string> {
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await client.users.export.query({ includeDeleted: true, ...(cursor && { cursor }) })
    for (const user of page.items) yield `${JSON.stringify(snakeCase(user))}\n`
    count += page.items.length
    cursor = page.nextCursor
  }
}

function snakeCase(user: object): object {
  const rename = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(user).map(([name, value]) => [rename(name), value]))
}
