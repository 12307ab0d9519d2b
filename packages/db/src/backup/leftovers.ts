import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What the directory of a backup is called while it is being made. */
export const DRAFT_PREFIX = 'backup.new-'

/** Removes what a process left that was killed during a backup. The caller holds the lock. */
export function removeUnfinishedBackups(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(DRAFT_PREFIX)) rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}
