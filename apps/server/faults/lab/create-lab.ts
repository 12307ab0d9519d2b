import { join } from 'node:path'
import type { Lab } from './lab.ts'
import { makeDir } from './places.ts'
import { type Cluster, startCluster } from './postgres.ts'
import { createRandom } from './random.ts'
import { type Settings, spawnServer, startServer } from './server-process.ts'
import { copyDataDir, embeddedStore } from './store.ts'

export interface Equipment extends AsyncDisposable {
  /** The lab as one scenario sees it. */
  labFor(scenario: string): Lab
}

/** What the scenarios of a run share is made when the first one asks for it. */
export function createEquipment({ root, seed, kills }: { root: string; seed: number; kills: number }): Equipment {
  const spawn = (settings: Settings) => spawnServer({ DATA_DIR: makeDir(root, 'data'), ...settings }, root)
  const start = (settings: Settings) => startServer({ DATA_DIR: makeDir(root, 'data'), ...settings }, root)
  let template: Promise<string> | undefined
  let cluster: Promise<Cluster | string> | undefined

  let last: Promise<unknown> = Promise.resolve()

  function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }

  async function makeTemplate(): Promise<string> {
    const dataDir = makeDir(root, 'template')
    await using server = await start({ DATA_DIR: dataDir })
    await server.stop()
    return dataDir
  }

  return {
    labFor: (scenario) => ({
      random: createRandom(seed).fork(scenario),
      kills,
      say: (progress) => void process.stdout.write(`${scenario}: ${progress}\n`),
      dir: (name) => makeDir(root, name),
      alone,
      spawn,
      start,
      async embedded() {
        template ??= makeTemplate()
        const dataDir = join(makeDir(root, 'copy'), 'data')
        copyDataDir(await template, dataDir)
        return { ...embeddedStore(dataDir), dataDir }
      },
      postgres() {
        cluster ??= startCluster(makeDir(root, 'postgres'))
        return cluster
      },
    }),
    async [Symbol.asyncDispose]() {
      const running = await cluster?.catch(() => undefined)
      if (typeof running === 'object') await running[Symbol.asyncDispose]()
    },
  }
}
