import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LatencyPlan } from '../load/latency.ts'
import { runScript } from './run-script.ts'
import { createTempDir } from './temp-dir.ts'

const SCRIPT = join(import.meta.dirname, '../load/latency.ts')

/** Milliseconds of every sample, by subject, measured by a second process. */
export async function latencies(plan: LatencyPlan): Promise<Record<string, number[]>> {
  using dir = createTempDir()
  const path = join(dir.path, 'plan.json')
  writeFileSync(path, JSON.stringify(plan))
  return await runScript<Record<string, number[]>>(SCRIPT, [path])
}
