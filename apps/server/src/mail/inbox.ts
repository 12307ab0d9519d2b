import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A message as the development inbox keeps it. */
export interface InboxMessage {
  readonly id: string
  readonly receivedAt: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The links in the text, in order: scripts need look no further. */
  readonly links: readonly string[]
}

/** Mails that nobody was sent: one JSON file each, the newest first. */
export interface Inbox {
  /** Adds a message; one of the same id takes its place. */
  add(message: InboxMessage): Promise<void>
  list(): Promise<InboxMessage[]>
  get(id: string): Promise<InboxMessage | undefined>
  clear(): Promise<void>
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const CAPACITY = 200

/** An inbox in a directory, which is made when there is something to put in. Keeps the last `capacity` messages. */
export function createInbox(dir: string, capacity = CAPACITY): Inbox {
  const fileOf = (id: string) => join(dir, `${id}.json`)

  /** Ids are UUIDs of version 7: their order is that of time. */
  async function ids(): Promise<string[]> {
    const names = await readdir(dir).catch(noneIfMissing)
    return names
      .flatMap((name) => (name.endsWith('.json') && ID.test(name.slice(0, -5)) ? [name.slice(0, -5)] : []))
      .sort()
      .reverse()
  }

  async function get(id: string): Promise<InboxMessage | undefined> {
    if (!ID.test(id)) return undefined
    const source = await readFile(fileOf(id), 'utf8').catch(() => undefined)
    return source === undefined ? undefined : (JSON.parse(source) as InboxMessage)
  }

  async function remove(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => rm(fileOf(id), { force: true })))
  }

  return {
    async add(message) {
      if (!ID.test(message.id)) throw new Error('a message in the inbox is named by a UUID')
      // Whoever may read these files may sign in as anybody.
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const draft = `${fileOf(message.id)}.draft`
      await writeFile(draft, `${JSON.stringify(message, undefined, 2)}\n`, { mode: 0o600 })
      await rename(draft, fileOf(message.id))
      await remove((await ids()).slice(capacity))
    },
    async list() {
      const messages = await Promise.all((await ids()).map(get))
      return messages.filter((message) => message !== undefined)
    },
    get,
    clear: async () => remove(await ids()),
  }
}

function noneIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
