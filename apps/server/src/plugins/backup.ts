import { finished } from 'node:stream'
import type { RequestContext } from '@roster/api'
import type { Backup } from '@roster/db'
import { DomainError, permitBackup, recordBackup } from '@roster/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readOnly } from './read-only.ts'

export interface BackupOptions {
  readonly path: string
  /** Nothing where the data is on a PostgreSQL server. */
  readonly takeBackup: (() => Promise<Backup>) | undefined
  readonly createContext: (request: FastifyRequest) => RequestContext
}

/** Another one is under way. */
const RETRY_SECONDS = 30
/** Whoever reads nothing for so long does not want it. */
const STALLED_MS = 60_000

/**
 * Gives administrators a copy of the embedded database, made while the server runs. It is complete before the first byte
 * is sent; then it is packed as fast as it is read. One at a time, for each takes the room of a second database.
 */
export function serveBackup(app: FastifyInstance, { path, takeBackup, createContext }: BackupOptions): void {
  let isBusy = false
  readOnly(app, path, async (request, reply) => {
    reply.header('Cache-Control', 'no-store')
    const ctx = createContext(request)
    const caller = { ...ctx, actor: await ctx.identify() }
    permitBackup(caller)
    if (takeBackup === undefined) throw new DomainError('BACKUP_NOT_HERE')
    if (request.method === 'HEAD') return reply.type('application/gzip').send()
    if (isBusy) throw new DomainError('OVERLOADED', { retryAfterSeconds: RETRY_SECONDS })
    isBusy = true
    const end = () => {
      isBusy = false
    }
    try {
      await recordBackup(caller)
      const backup = await takeBackup()
      request.log.info({ heldMs: backup.heldMs, rows: backup.manifest.rows }, 'backup taken')
      finished(reply.raw, () => {
        void remove(backup, request).finally(end)
      })
      return send(reply, backup)
    } catch (error) {
      end()
      throw error
    }
  })
}

async function remove(backup: Backup, request: FastifyRequest): Promise<void> {
  try {
    await backup[Symbol.asyncDispose]()
  } catch (error) {
    request.log.error({ err: error }, 'a backup could not be removed')
  }
}

function send(reply: FastifyReply, backup: Backup): FastifyReply {
  const name = `roster-${backup.manifest.createdAt.slice(0, 19).replaceAll(':', '-')}.tar.gz`
  reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy())
  return reply
    .type('application/gzip')
    .header('Content-Disposition', `attachment; filename="${name}"`)
    .send(backup.read())
}
