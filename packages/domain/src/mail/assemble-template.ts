import type { TemplateFile } from './template-files.ts'
import { type Part, parseTemplate } from './template-syntax.ts'

/** One message, every `{{> file}}` in its place. */
export interface AssembledTemplate {
  readonly subject: readonly Part[]
  readonly text: readonly Part[]
  readonly html: readonly Part[]
}

export type TemplateFiles = ReadonlyMap<string, TemplateFile>

/** Hears what is wrong with a file, and which files are used. */
export interface Findings {
  readonly problems: Set<string>
  readonly used: Set<string>
}

/** Puts together a message from `<name>.txt`, whose first line is the subject, `<name>.html`, and the two layouts. */
export function assembleTemplate(name: string, files: TemplateFiles, findings: Findings): AssembledTemplate {
  const text = read(`${name}.txt`, files, findings)
  const [, subject = '', body = ''] = /^Subject:[ \t]*(\S[^\n]*)\n\s*\n([\s\S]*)$/.exec(text?.source ?? '') ?? []
  if (text && subject === '')
    findings.problems.add(`${text.path}: the first line has to be "Subject: …", the second one empty`)
  const html = read(`${name}.html`, files, findings)
  return {
    subject: parse(subject, text?.path ?? name, findings),
    text: inLayout('txt', parse(body.trimEnd(), text?.path ?? name, findings), files, findings),
    html: inLayout('html', parse(html?.source.trimEnd() ?? '', html?.path ?? name, findings), files, findings),
  }
}

type Format = 'txt' | 'html'

function inLayout(format: Format, body: readonly Part[], files: TemplateFiles, findings: Findings): readonly Part[] {
  const layout = read(`layout.${format}`, files, findings)
  if (!layout) return body
  const parts = [...parse(layout.source, layout.path, findings)]
  if (!parts.some(isBody)) {
    findings.problems.add(`${layout.path}: lacks {{> body}}, where the message goes`)
    parts.push({ kind: 'include', name: 'body', file: layout.path })
  }
  const expand = (parts: readonly Part[], within: readonly string[]): readonly Part[] =>
    parts.flatMap((part) => {
      if (part.kind !== 'include') return [part]
      if (part.name === 'body' && !within.includes('body')) return expand(body, [...within, 'body'])
      const partial = within.includes(part.name) ? undefined : files.get(`${part.name}.${format}`)
      if (!partial) {
        findings.problems.add(`${part.file}: there is no file for {{> ${part.name}}}, or it includes itself`)
        return []
      }
      findings.used.add(`${part.name}.${format}`)
      return expand(parse(partial.source.trimEnd(), partial.path, findings), [...within, part.name])
    })
  return expand(parts, ['layout'])
}

const isBody = (part: Part): boolean => part.kind === 'include' && part.name === 'body'

function read(name: string, files: TemplateFiles, findings: Findings): TemplateFile | undefined {
  findings.used.add(name)
  const file = files.get(name)
  if (!file) findings.problems.add(`${name} is missing`)
  return file
}

function parse(source: string, file: string, findings: Findings): readonly Part[] {
  const { parts, problems } = parseTemplate(source, file)
  for (const problem of problems) findings.problems.add(problem)
  return parts
}
