import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
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
  ]
}
