import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const text = z.string().min(1)

/**
 * A promise, and what shows that it is kept: `file > describe > title` of a test, with `…` for any text in it,
 * `faults: scenario`, or `fuzz`.
 */
const Claim = z.strictObject({
  promise: text,
  /** ASVS 5.0.0, NIST SP 800-63B-4, RFC. */
  reference: z.array(text).default([]),
  evidence: z.array(text).default([]),
  /** What is not shown, and so not claimed. Needed where there is no evidence. */
  gap: text.optional(),
})
export type Claim = z.output<typeof Claim>

const Chapter = z.strictObject({
  title: text,
  claims: z.array(
    Claim.refine(({ evidence, gap }) => evidence.length > 0 || gap !== undefined, 'needs evidence or a gap'),
  ),
})
export type Chapter = z.output<typeof Chapter>

/** The chapters in a directory, in the order of their file names. */
export async function readChapters(dir: string): Promise<readonly Chapter[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (name) => {
      const chapter = Chapter.safeParse(JSON.parse(await readFile(join(dir, name), 'utf8')))
      if (!chapter.success) throw new Error(`${name}: ${z.prettifyError(chapter.error)}`)
      return chapter.data
    }),
  )
}
