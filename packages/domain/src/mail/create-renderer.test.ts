import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMailRenderer, type MailRendererOptions } from './create-renderer.ts'
import { type MailTemplate, mailTemplates, sampleMailData } from './templates.ts'

const plain = { productName: 'Roster', publicUrl: 'https://roster.example' }

/** A directory of template files, for one test. */
async function templatesDir(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mail-templates-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await Promise.all(Object.entries(files).map(([name, source]) => writeFile(join(dir, name), source)))
  return dir
}

async function problemsWith(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await templatesDir(files)
  const outcome = await createMailRenderer({ ...plain, templatesDir: dir }).catch((error: unknown) => error)
  return outcome instanceof Error ? outcome.message.replaceAll(`${dir}/`, '') : 'none'
}

async function render(name: MailTemplate, options: Partial<MailRendererOptions> = {}) {
  const renderer = await createMailRenderer({ ...plain, ...options })
  return renderer.render(name, sampleMailData[name])
}

describe('the built-in templates', () => {
  test.each(mailTemplates)('%s says in text and in HTML what it has to say', async (name) => {
    const { subject, text, html } = await render(name)
    const data = sampleMailData[name]
    expect(subject).toMatch(/^[^\n{}]+$/)
    expect(html).toContain(`<h1`)
    for (const body of [text, html]) {
      expect(body).toContain('Roster')
      expect(body).toContain('https://roster.example')
      expect(body).not.toMatch(/[{}]{2}(?!\s*<\/style>)|undefined|NaN/)
      if ('link' in data) expect(body).toContain(data.link)
      if ('resetLink' in data) expect(body).toContain(data.resetLink)
      if ('newEmail' in data) expect(body).toContain(data.newEmail)
      if ('at' in data) expect(body).toContain('31 January 2026 at 12:00 UTC')
    }
  })

  test('durations and the product are in words', async () => {
    expect((await render('verify-email')).text).toContain('24 hours')
    expect((await render('reset-password')).text).toContain('30 minutes')
    expect((await render('reset-password', { productName: 'Ælfwine & Sons' })).text).toContain('Ælfwine & Sons account')
    expect((await render('reset-password', { locale: 'de' })).text).toContain('30 Minuten')
  })

  test('a link is there to press and to copy', async () => {
    const { html } = await render('verify-email')
    const anchors = html.match(/<a [^>]*href="https:\/\/roster\.example\/verify-email#token=sample"[^>]*>[^<]*/g)
    expect(anchors).toHaveLength(2)
    expect(anchors?.at(1)).toMatch(/>https:\/\/roster\.example\/verify-email#token=sample$/)
  })
})

describe('hostile data', () => {
  test('is escaped in HTML, in element content and in attributes', async () => {
    const renderer = await createMailRenderer({ ...plain, productName: `<script>"'&` })
    const link = `https://roster.example/#"><img src=x onerror='alert(1)'>`
    const { html, text } = renderer.render('verify-email', { link, expiresInMinutes: 30 })
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;script&gt;&quot;&#39;&amp;')
    expect(html).toContain('href="https://roster.example/#&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;"')
    expect(text).toContain(link)
  })

  test('cannot bring placeholders of its own', async () => {
    const renderer = await createMailRenderer(plain)
    const { text } = renderer.render('email-changed', {
      newEmail: '{{link}}{{> layout}}@example.com',
      at: '2026-01-31T12:00:00Z',
    })
    expect(text).toContain('{{link}}{{> layout}}@example.com')
  })

  test('does not break out of the subject line', async () => {
    const dir = await templatesDir({ 'verify-email.txt': 'Subject: Welcome to {{productName}}\n\n{{link}}\n' })
    const { subject } = await render('verify-email', {
      productName: 'Evil\r\nBcc: all@example.com\u2028\u0000',
      templatesDir: dir,
    })
    expect(subject).toBe('Welcome to Evil Bcc: all@example.com')
  })
})

describe('templates of the operator', () => {
  test('take the place of single files; the others stay', async () => {
    const dir = await templatesDir({
      'verify-email.txt': 'Subject: Willkommen bei {{ productName }}\r\n\r\nBitte hier entlang: {{link}}\r\n',
      'link.html': '<a href="{{link}}">anders</a>',
      'notes.md': 'ignored',
    })
    const mail = await render('verify-email', { templatesDir: dir })
    expect(mail.subject).toBe('Willkommen bei Roster')
    expect(mail.text).toBe(
      'Bitte hier entlang: https://roster.example/verify-email#token=sample\n\n-- \nRoster · https://roster.example\n',
    )
    expect(mail.html).toContain('>anders</a>')
    expect(mail.html).toContain('Confirm this address')
    expect((await render('reset-password', { templatesDir: dir })).subject).toBe('Choose a new password')
  })

  test('may have parts of their own', async () => {
    const dir = await templatesDir({
      'layout.txt': '{{> body}}\n{{> signature}}',
      'signature.txt': 'Yours, {{productName}}\n',
    })
    expect((await render('email-changed', { templatesDir: dir })).text).toMatch(/\nYours, Roster$/)
  })

  test('may use fewer placeholders than there are', async () => {
    expect(await problemsWith({ 'email-changed.txt': 'Subject: Moved\n\nMoved.' })).toBe('none')
  })

  test('stop the start with every problem at once', async () => {
    expect(
      await problemsWith({
        'verify-email.txt': 'No subject here\n',
        'reset-password.html': '<a href="{{url}}">{{link</a>',
        'email-changed.txt': 'Subject: {{link}}\n\n{{#if at}}{{> nowhere}}',
        'layout.html': '<p>',
        'verify-mail.txt': 'Subject: a mistyped name\n\n',
      }),
    ).toMatchInlineSnapshot(`
      "The mail templates cannot be used.
        verify-email.txt: the first line has to be "Subject: …", the second one empty
        layout.html: lacks {{> body}}, where the message goes
        reset-password.html: a "{{" without its "}}"
        reset-password.html: {{url}} is not one of productName, publicUrl, link, expiresIn, subject
        email-changed.txt: {{#if at}} is neither {{placeholder}} nor {{> file}}
        email-changed.txt: there is no file for {{> nowhere}}, or it includes itself
        email-changed.txt: {{link}} is not one of productName, publicUrl, newEmail, at
        verify-mail.txt: no message uses this file"
    `)
  })

  test.each([
    ['a file that takes in itself', { 'link.html': '{{> link}}' }],
    ['two files that take in each other', { 'link.html': '{{> other}}', 'other.html': '{{> link}}' }],
    ['a body within the body', { 'verify-email.html': '{{> body}}' }],
  ])('%s is a problem, not an endless loop', async (_, files) => {
    expect(await problemsWith(files)).toContain('or it includes itself')
  })

  test('in a directory that is not there are a problem', async () => {
    const dir = await templatesDir({})
    await mkdir(join(dir, 'there'))
    await expect(createMailRenderer({ ...plain, templatesDir: join(dir, 'there') })).resolves.toBeDefined()
    await expect(createMailRenderer({ ...plain, templatesDir: join(dir, 'elsewhere') })).rejects.toThrow(
      /elsewhere is not a directory/,
    )
  })
})
