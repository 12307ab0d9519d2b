import { styleText } from 'node:util'

export interface BannerOptions {
  readonly productName: string
  /** Where people reach the server. */
  readonly publicUrl: string
  /** Where it listens, when that is elsewhere: behind a proxy. */
  readonly listeningUrl: string
  readonly inboxPath: string | undefined
  /** The one-time link that makes the first administrator, while there is none. */
  readonly setupLink: string | undefined
  readonly engine: 'embedded' | 'postgresql'
  readonly dataDir: string
  readonly warnings: readonly string[]
  readonly color: boolean
}

/** What the start prints for a person: where everything is, and what to know. */
export function banner(options: BannerOptions): string {
  const { productName, publicUrl, listeningUrl, inboxPath, setupLink, engine, dataDir, warnings, color } = options
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text
  const places = [
    ['API', `${publicUrl}/api/v1`],
    ['API reference', `${publicUrl}/docs`],
    ['Console', `${publicUrl}/`],
    ...(inboxPath === undefined ? [] : [['Mail inbox', `${publicUrl}${inboxPath}`]]),
    ...(listeningUrl === publicUrl ? [] : [['Listening on', listeningUrl]]),
  ].map(([name = '', address = '']) => `  ${name.padEnd(14)} ${paint('cyan', address)}`)

  const notes = [
    ...(engine === 'embedded'
      ? [`Data: embedded engine in ${dataDir}. A power cut can damage it; production means PostgreSQL (DATABASE_URL).`]
      : []),
    ...warnings,
  ].map((note) => `  ${paint('yellow', '!')} ${note}`)

  const setup =
    setupLink === undefined
      ? []
      : [
          '',
          '  There is no administrator yet. This link makes the first one; it works once:',
          `  ${paint('cyan', setupLink)}`,
        ]

  return [
    '',
    `  ${paint('bold', productName)} is running.`,
    '',
    ...places,
    ...setup,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
    `  ${paint('dim', 'Stop with Ctrl+C.')}`,
    '',
  ].join('\n')
}
