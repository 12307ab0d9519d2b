import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Names one process for as long as the machine runs: a pid alone is used again after its owner died. */
export type ProcessIdentity = {
  pid: number
  /** When the process started, in the system's own words; null where the system does not say. */
  startTime: string | null
  host: string
  /** Changes with every start of the machine; null where there is none. */
  bootId: string | null
  /** Pids only compare within one of these (containers have their own); null where there is none. */
  pidNamespace: string | null
}

/** `unknown` when the owner lives where this process cannot look: in another container, for example. */
export type Liveness = 'alive' | 'dead' | 'unknown'

/** The identity of the running process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    host: hostname(),
    bootId: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: textOf(() => readlinkSync('/proc/self/ns/pid')),
  }
}

/** Says whether the process behind an identity still runs. It never judges by age. */
export function livenessOf(owner: ProcessIdentity): Liveness {
  const self = ownIdentity()
  if (owner.bootId !== self.bootId) return 'dead'
  // A container that was started again has a new namespace under its old name.
  if (owner.pidNamespace !== self.pidNamespace) return owner.host === self.host ? 'dead' : 'unknown'
  if (owner.bootId === null && owner.host !== self.host) return 'unknown'
  if (!isRunning(owner.pid)) return 'dead'
  const startTime = startTimeOf(owner.pid)
  if (owner.startTime === null || startTime === null) return 'alive'
  return startTime === owner.startTime ? 'alive' : 'dead'
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const state = procStat(pid)?.[0]
  // A zombie has let go of its files and only waits to be counted.
  return state !== 'Z' && state !== 'X'
}

function startTimeOf(pid: number): string | null {
  const ticks = procStat(pid)?.[19]
  if (ticks !== undefined) return ticks
  return textOf(() => {
    const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' }
    const options = { encoding: 'utf8', env, stdio: 'pipe' } as const
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim()
  })
}

/** The fields of /proc/PID/stat from `state` on (proc(5), field 3); the name before it may hold anything. */
function procStat(pid: number): string[] | null {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function textOf(read: () => string): string | null {
  try {
    return read() || null
  } catch {
    return null
  }
}
