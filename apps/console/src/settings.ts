/** What the server says about itself in the page that it sends. */
export interface Settings {
  /** The path of PUBLIC_URL, which a proxy takes away: empty, or `/accounts`. */
  readonly base: string
  readonly productName: string
  readonly passwordMinLength: number
  /** Where the mails of a server in development can be read, below `base`. */
  readonly inboxPath: string | null
}

export const settings = read()

function read(): Settings {
  const content = document.querySelector<HTMLMetaElement>('meta[name=roster]')?.content
  if (content === undefined) throw new Error('This page was not sent by a Roster server.')
  return JSON.parse(content)
}
