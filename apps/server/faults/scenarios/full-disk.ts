import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { undoAtExit } from '../lab/at-exit.ts'
import { rideOut } from '../lab/outage.ts'
import type { Scenario } from '../lab/scenario.ts'
import { copyDataDir, embeddedStore } from '../lab/store.ts'

const SIZE = '48m'
const PIECE = Buffer.alloc(64 * 1024)

/** The disk is full, and later there is room again: writes are refused meanwhile, and nothing acknowledged is lost. */
export const fullDisk: Scenario = {
  name: 'full-disk',
  async run(lab) {
    const disk = lab.dir('disk')
    if (!mount(disk)) return { kind: 'not tried', why: 'only root may mount a small file system' }
    const forget = undoAtExit(() => unmount(disk))
    try {
      const { dataDir: original } = await lab.embedded()
      const dataDir = join(disk, 'data')
      copyDataDir(original, dataDir)
      const ballast = join(disk, 'ballast')
      return await rideOut(lab, embeddedStore(dataDir), {
        what: `disk (tmpfs of ${SIZE}) full for 4 s`,
        isTotal: false,
        begin: () => fill(ballast),
        end: () => rmSync(ballast),
      })
    } finally {
      unmount(disk)
      forget()
    }
  },
}

function mount(disk: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0711`, 'none', disk], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const unmount = (disk: string) => execFileSync('umount', ['-l', disk], { stdio: 'ignore' })

/** Takes every byte there is. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (;;) writeSync(file, PIECE)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}
