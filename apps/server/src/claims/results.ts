import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'

export type Result = 'passed' | 'failed' | 'skipped'

/** What became of everything that can be evidence, by its name. */
export type Results = ReadonlyMap<string, Result>

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
})

/**
 * Reads what a run left in a directory: reports of vitest (`vitest*.json`), and what the faults and the fuzz have
 * printed (`faults*.txt`, `fuzz*.txt`). What ran several times has passed when it passed once and never failed.
 */
export async function readResults(dir: string, root: string): Promise<Results> {
  const results = new Map<string, Result>()
  const add = (name: string, result: Result) => results.set(name, merge(results.get(name), result))
  for (const name of (await readdir(dir)).sort()) {
    const content = () => readFile(join(dir, name), 'utf8')
    if (/^vitest.*\.json$/.test(name)) addVitest(add, JSON.parse(await content()), root)
    if (/^faults.*\.txt$/.test(name)) addFaults(add, await content())
    if (/^fuzz.*\.txt$/.test(name)) addFuzz(add, await content())
  }
  return results
}

type Add = (name: string, result: Result) => void

const merge = (before: Result | undefined, now: Result): Result =>
  before === 'failed' || now === 'failed' ? 'failed' : before === 'passed' ? before : now

export function addVitest(add: Add, report: unknown, root: string): void {
  for (const { name, assertionResults } of Report.parse(report).testResults) {
    for (const { ancestorTitles, title, status } of assertionResults) {
      const path = [relative(root, name), ...ancestorTitles, title].join(' > ')
      add(path, status === 'passed' || status === 'failed' ? status : 'skipped')
    }
  }
}

/** Each row of the table that `pnpm test:faults` prints. */
export function addFaults(add: Add, output: string): void {
  for (const [, name = '', verdict] of output.matchAll(/^([\w-]+) +\|.*\| (kept|BROKEN|not tried): /gm)) {
    add(`faults: ${name}`, verdict === 'kept' ? 'passed' : verdict === 'BROKEN' ? 'failed' : 'skipped')
  }
}

/** The last line that `pnpm test:fuzz` prints. */
export function addFuzz(add: Add, output: string): void {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed\s*$/m.exec(output) ?? []
  if (passed !== undefined) add('fuzz', Number(failed) === 0 && Number(passed) > 0 ? 'passed' : 'failed')
}
