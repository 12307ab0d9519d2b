import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createDb } from '@roster/db'
import { undoAtExit } from './at-exit.ts'
import { freePort } from './places.ts'

/** A PostgreSQL of the test's own, on a free port of the loopback. */
export interface Cluster extends AsyncDisposable {
  readonly port: number
  /** Makes an empty database. @returns its URL, through `port` where that is another one */
  createDatabase(): Promise<{ url: string; through(port: number): string }>
  query(sql: string): Promise<Record<string, unknown>[]>
  start(): Promise<void>
  /** `fast` ends every connection and writes everything out; `immediate` is a crash of the server. */
  stop(how: 'fast' | 'immediate'): Promise<void>
  /** SIGSTOP for the server and all of its processes: connections stay open, and nothing answers. */
  freeze(): void
  thaw(): void
}

interface User {
  readonly uid: number
  readonly gid: number
}

/** Makes and starts a cluster below `dir`. @returns the reason when there can be none */
export async function startCluster(dir: string): Promise<Cluster | string> {
  const [bin] = globSync('/usr/lib/postgresql/*/bin').sort().reverse()
  if (bin === undefined || !existsSync(join(bin, 'initdb'))) return 'no PostgreSQL here'
  const user = whoMayRun()
  if (user === undefined) return 'PostgreSQL refuses to run as root, and there is no user postgres here'

  const data = join(dir, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (user !== null) {
    chownSync(dir, user.uid, user.gid)
    chownSync(data, user.uid, user.gid)
  }
  const as = user === null ? {} : { uid: user.uid, gid: user.gid }
  const options = { ...as, stdio: 'pipe', env: { PATH: bin, LC_ALL: 'C.UTF-8' } } as const
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'roster', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options)
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    log_min_messages: 'fatal',
  }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]

  const urlOf = (name: string, at = port) => `postgresql://roster@127.0.0.1:${at}/${name}`
  const pids = () => processesOf(data)
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of pids()) signalIfThere(pid, signal)
  }
  let databases = 0

  const query = async (sql: string) => {
    await using database = await createDb({ url: urlOf('postgres') })
    const { rows } = await database.pool.query(sql)
    return rows as Record<string, unknown>[]
  }

  const cluster: Cluster = {
    port,
    query,
    async createDatabase() {
      const name = `roster_${++databases}`
      await query(`CREATE DATABASE ${name}`)
      return { url: urlOf(name), through: (at) => urlOf(name, at) }
    },
    async start() {
      const child = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore', detached: true })
      child.unref()
      await eventually(() => query('SELECT 1'), 20_000)
    },
    async stop(how) {
      const [postmaster] = pids()
      if (postmaster === undefined) return
      signalIfThere(postmaster, how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await eventually(async () => {
        if (existsSync(`/proc/${postmaster}`) && !isZombie(postmaster)) throw new Error('PostgreSQL does not stop')
      }, 20_000)
    },
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async [Symbol.asyncDispose]() {
      signalAll('SIGCONT')
      await cluster.stop('immediate')
      forget()
    },
  }
  const forget = undoAtExit(() => {
    signalAll('SIGCONT')
    const [postmaster] = pids()
    if (postmaster !== undefined) signalIfThere(postmaster, 'SIGQUIT')
  })
  await cluster.start()
  return cluster
}

/** Nothing where this user may, a user for root, undefined where nobody may. */
function whoMayRun(): User | null | undefined {
  if (process.getuid?.() !== 0) return null
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

/** The server's process, which its lock file names, and those it made. */
function processesOf(data: string): number[] {
  const lock = join(data, 'postmaster.pid')
  if (!existsSync(lock)) return []
  const postmaster = Number.parseInt(readFileSync(lock, 'utf8'), 10)
  const children = `/proc/${postmaster}/task/${postmaster}/children`
  const list = existsSync(children) ? readFileSync(children, 'utf8').trim() : ''
  return [postmaster, ...list.split(' ').filter(Boolean).map(Number)]
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return true
  }
}

/** Tries until it goes well; the last error when it does not in time. */
export async function eventually<Result>(work: () => Promise<Result>, timeoutMs: number): Promise<Result> {
  const end = performance.now() + timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > end) throw error
      await delay(50)
    }
  }
}
