import { type AssembledTemplate, assembleTemplate, type Findings } from './assemble-template.ts'
import { MailTemplatesError, readTemplateFiles } from './template-files.ts'
import { asHeader, asText, escapeHtml, type Part, renderParts, type Values } from './template-syntax.ts'
import { type MailData, type MailTemplate, mailTemplates, sampleMailData } from './templates.ts'
import { valuesOf, type Wording } from './wording.ts'

export interface RenderedMail {
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Writes messages out in words. */
export interface MailRenderer {
  render<Template extends MailTemplate>(template: Template, data: MailData[Template]): RenderedMail
}

export interface MailRendererOptions {
  readonly productName: string
  readonly publicUrl: string
  /** A directory whose `*.txt` and `*.html` take the place of the built-in files of the same name. */
  readonly templatesDir?: string | undefined
  /** How times and durations are written (BCP 47). `en-GB` unless told. */
  readonly locale?: string | undefined
}

/**
 * Reads the templates and renders each of them once with made-up data, so that a broken one is found now.
 * Throws MailTemplatesError, which lists every problem.
 */
export async function createMailRenderer(options: MailRendererOptions): Promise<MailRenderer> {
  const { productName, publicUrl, locale = 'en-GB' } = options
  const wording: Wording = { productName: asHeader(productName), publicUrl, locale }
  const files = await readTemplateFiles(options.templatesDir)
  const findings: Findings = { problems: new Set(), used: new Set() }
  const templates = new Map<MailTemplate, AssembledTemplate>()
  for (const name of mailTemplates) {
    const template = assembleTemplate(name, files, findings)
    checkPlaceholders(template, valuesOf(sampleMailData[name], wording), findings)
    templates.set(name, template)
  }
  for (const [name, file] of files) {
    if (file.own && !findings.used.has(name)) findings.problems.add(`${file.path}: no message uses this file`)
  }
  if (findings.problems.size > 0) throw new MailTemplatesError([...findings.problems])

  return {
    render(name, data) {
      const template = templates.get(name)
      if (!template) throw new Error(`no mail template ${name}`)
      return renderTemplate(template, valuesOf(data, wording))
    },
  }
}

/** The layouts may repeat the subject, as a heading. */
function renderTemplate(template: AssembledTemplate, values: Values): RenderedMail {
  const subject = asHeader(renderParts(template.subject, values, asText))
  const withSubject = { ...values, subject }
  return {
    subject,
    text: renderParts(template.text, withSubject, asText),
    html: renderParts(template.html, withSubject, escapeHtml),
  }
}

function checkPlaceholders(template: AssembledTemplate, values: Values, { problems }: Findings): void {
  const known = Object.keys(values)
  const check = (parts: readonly Part[], names: readonly string[]) => {
    for (const part of parts) {
      if (part.kind !== 'placeholder' || names.includes(part.name)) continue
      problems.add(`${part.file}: {{${part.name}}} is not one of ${names.join(', ')}`)
    }
  }
  check(template.subject, known)
  check(template.text, [...known, 'subject'])
  check(template.html, [...known, 'subject'])
}
