import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What every PostgreSQL client appends to the directory it is given as host. */
export const SOCKET_NAME = '.s.PGSQL.5432'
const PREFIX = 'roster-'
// sun_path holds 108 bytes on Linux and 104 elsewhere, a NUL included.
const MAX_PATH_BYTES = 103

/**
 * Makes a private directory (0700) for the engine's Unix socket, in the system's directory for temporary files, since
 * a socket's path must stay short however long the data directory's is. With `linkPath` a symbolic link there names
 * it, by which the next start removes what a killed process left behind.
 */
export function makeSocketDir(linkPath?: string): { path: string; remove: () => void } {
  if (linkPath !== undefined) removeLinked(linkPath)
  const base = [tmpdir(), '/tmp'].find(isShortEnough) ?? '/tmp'
  const path = mkdtempSync(join(base, PREFIX))
  if (linkPath !== undefined) symlinkSync(path, linkPath)
  const remove = () => {
    rmSync(path, { recursive: true, force: true })
    if (linkPath !== undefined) rmSync(linkPath, { force: true })
  }
  return { path, remove }
}

function isShortEnough(base: string): boolean {
  return Buffer.byteLength(join(base, `${PREFIX}XXXXXX`, SOCKET_NAME)) <= MAX_PATH_BYTES
}

function removeLinked(linkPath: string): void {
  try {
    const target = readlinkSync(linkPath)
    // Only ever what this function's own naming can have made.
    if (/\/roster-[A-Za-z0-9]{6}$/.test(target)) rmSync(target, { recursive: true, force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
  }
  rmSync(linkPath, { force: true })
}
