import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The template files that come with Roster. */
export const BUILT_IN_TEMPLATES_DIR = fileURLToPath(new URL('./templates/', import.meta.url))

/** The templates cannot be used; the message lists everything that is wrong with them. */
export class MailTemplatesError extends Error {
  override readonly name = 'MailTemplatesError'
  /** One line each: the file and what is wrong with it. */
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The mail templates cannot be used.\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

export interface TemplateFile {
  readonly path: string
  readonly source: string
  /** From the operator's directory: one that nothing uses is a mistyped name. */
  readonly own: boolean
}

/** Text and HTML templates by file name; those in `ownDir` take the place of the built-in ones. */
export async function readTemplateFiles(ownDir: string | undefined): Promise<ReadonlyMap<string, TemplateFile>> {
  const files = new Map<string, TemplateFile>()
  await readInto(files, BUILT_IN_TEMPLATES_DIR, false)
  if (ownDir === undefined) return files
  const found = await stat(ownDir).catch(() => undefined)
  if (!found?.isDirectory()) throw new MailTemplatesError([`${ownDir} is not a directory that can be read`])
  await readInto(files, ownDir, true)
  return files
}

async function readInto(files: Map<string, TemplateFile>, dir: string, own: boolean): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!/\.(?:txt|html)$/.test(name)) continue
    const path = join(dir, name)
    const source = await readFile(path, 'utf8')
    files.set(name, { path, source: source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), own })
  }
}
