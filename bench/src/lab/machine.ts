import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

const PEERS = join(import.meta.dirname, '../../peers/package.json')

/** What figures depend on, without the name of anything. */
export function describeMachine(postgres: string | undefined): readonly string[] {
  const peers = JSON.parse(readFileSync(PEERS, 'utf8')) as { dependencies: Record<string, string> }
  const versions = Object.entries(peers.dependencies).map(([name, version]) => `${name} ${version}`)
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${process.platform}`,
    `Node ${process.versions.node}, ${postgres === undefined ? 'no PostgreSQL in reach' : `PostgreSQL ${postgres}`}`,
    versions.join(', '),
    ...busyness(),
  ]
}

/** A machine that does something else as well gives figures that are too low, ratios that vary, and latencies of others. */
function busyness(): readonly string[] {
  const [load = 0] = loadavg()
  const isBusy = load > availableParallelism() / 2
  return isBusy
    ? [`**The machine was busy when the run began** (load ${load.toFixed(1)}): measure again on a quiet one`]
    : []
}
