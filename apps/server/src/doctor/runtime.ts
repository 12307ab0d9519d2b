import { availableParallelism, freemem, totalmem } from 'node:os'
import { type Finding, findingsAbout } from './finding.ts'

/** The line that Roster is written for: it runs TypeScript as it stands. */
const NODE_MAJOR = 24
const MIN_MEMORY_BYTES = 512 * 1024 ** 2

export interface Machine {
  readonly nodeVersion: string
  readonly cores: number
  readonly memoryBytes: number
  readonly freeBytes: number
}

export const thisMachine = (): Machine => ({
  nodeVersion: process.versions.node,
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  freeBytes: freemem(),
})

export function judgeRuntime({ nodeVersion, cores, memoryBytes }: Machine): readonly Finding[] {
  const { ok, warning, problem } = findingsAbout('Node.js')
  const machine = `${nodeVersion}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${(memoryBytes / 1024 ** 3).toFixed(1)} GB of memory`
  const major = Number(nodeVersion.split('.', 1)[0])
  if (major < NODE_MAJOR)
    return [problem(machine, `Roster needs Node.js ${NODE_MAJOR}; start it through pnpm, which brings one along.`)]
  if (major > NODE_MAJOR)
    return [
      warning(machine, `Roster is tested on Node.js ${NODE_MAJOR}; start it through pnpm, which brings one along.`),
    ]
  if (memoryBytes < MIN_MEMORY_BYTES) return [warning(machine, 'Give it 512 MB or more.')]
  return [ok(machine)]
}
