import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { undoAtExit } from '../lab/at-exit.ts'
import { checkIntegrity } from '../lab/integrity.ts'
import type { Lab } from '../lab/lab.ts'
import { rideOut } from '../lab/outage.ts'
import type { Scenario } from '../lab/scenario.ts'
import { copyDataDir, embeddedStore, type Store } from '../lab/store.ts'
import { expectThat, type Tally } from '../lab/tally.ts'

const SIZE = '48m'
const START_LIMIT_MS = 30_000
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
      const store = embeddedStore(dataDir)
      const report = await rideOut(lab, store, {
        what: `disk (tmpfs of ${SIZE}) full for 4 s`,
        isTotal: false,
        begin: () => fill(ballast),
        end: () => rmSync(ballast),
      })
      if (report.kind === 'not tried') return report
      fill(ballast)
      const start = await startWhileFull(lab, store, report.tally)
      rmSync(ballast)
      await using server = await lab.start(store.settings)
      await server.stop()
      await store.inspect((database) => checkIntegrity(database, report.tally))
      return { ...report, outcome: `${report.outcome}; a start meanwhile ${start}, the next one works` }
    } finally {
      unmount(disk)
      forget()
    }
  },
}

/** Whether it can run without room to write or not: it says so, and damages nothing. */
async function startWhileFull(lab: Lab, store: Store, tally: Tally): Promise<string> {
  await using server = await lab.spawn(store.settings)
  const ended = server.ended.then(({ code }) => `ends with ${code}`)
  const outcome = await Promise.race([
    server.ready().then(
      () => 'runs',
      () => ended,
    ),
    delay(START_LIMIT_MS, 'hangs'),
  ])
  expectThat(tally, outcome === 'runs' || outcome === 'ends with 1', `a start on a full disk ${outcome}`)
  const said = server.output.lines.join('\n')
  expectThat(tally, outcome === 'runs' || !/^\s+at /m.test(said), `a start on a full disk prints a stack: ${said}`)
  return outcome
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
