import { randomBytes } from 'node:crypto'
import pg from 'pg'

const CONNECT_TIMEOUT_MS = 1500

/** A database of its own, dropped at the end. */
export interface TempDatabase extends AsyncDisposable {
  readonly url: string
}

/** The version of the server behind a URL, or nothing when there is none. */
export async function postgresVersion(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version")
    return rows[0]?.version
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** @param url Of any database on the server, by a role that may create others */
export async function createTempDatabase(url: string, prefix = 'roster_bench'): Promise<TempDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`
  await administer(url, `CREATE DATABASE ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    url: own.href,
    [Symbol.asyncDispose]: () => administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
