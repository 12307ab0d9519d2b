import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Finding, findingsAbout } from './finding.ts'

const LOW_BYTES = 1024 ** 3
const EMPTY_BYTES = 100 * 1024 ** 2
const OTHERS = 0o077

export interface Disk {
  readonly dataDir: string
  readonly exists: boolean
  readonly freeBytes: number
  /** Permission bits of the directory; undefined when it does not exist. */
  readonly mode: number | undefined
}

/** Looks at the file system that the directory is on, or will be. */
export async function inspectDisk(dataDir: string): Promise<Disk> {
  const exists = existsSync(dataDir)
  const { bavail, bsize } = await statfs(nearest(dataDir))
  return {
    dataDir,
    exists,
    freeBytes: bavail * bsize,
    mode: exists ? (await stat(dataDir)).mode & 0o777 : undefined,
  }
}

function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path))
}

export function judgeDisk({ dataDir, exists, freeBytes, mode }: Disk, isNeeded: boolean): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Data directory')
  const space = `${dataDir}: ${formatBytes(freeBytes)} free`
  const free = 'Free some space, or move DATA_DIR: a full disk stops every change.'
  const findings: Finding[] = []
  if (freeBytes < EMPTY_BYTES) findings.push(problem(space, free))
  else if (freeBytes < LOW_BYTES) findings.push(warning(space, free))
  else findings.push(ok(exists ? space : `${space}; it does not exist yet, the first start makes it`))
  if (isNeeded && mode !== undefined && (mode & OTHERS) !== 0)
    findings.push(
      warning(`others on this machine may look into it (mode ${mode.toString(8)})`, `Run: chmod 700 ${dataDir}`),
    )
  return findings
}

function formatBytes(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GB` : `${Math.floor(bytes / 1024 ** 2)} MB`
}
