import { randomUUIDv7 } from 'node:crypto'
import type { Db, TokenPurpose } from '@roster/db'
import type { Context } from '../context.ts'

export interface MailRequestRow {
  readonly purpose: TokenPurpose
  readonly email: string
  readonly requestId: string | null
  readonly ipAddress: string | null
}

/** Notes that somebody asked for a mail to this address. */
export async function insertMailRequest(ctx: Context, purpose: TokenPurpose, email: string): Promise<void> {
  const { id: requestId, ipAddress } = ctx.request
  await ctx.db.mailRequest.create({
    data: { id: randomUUIDv7(), purpose, email, createdAt: ctx.now(), requestId, ipAddress },
    select: { id: true },
  })
}

/** Takes the oldest request that no other worker holds; it is gone when the transaction commits. */
export async function takeMailRequest(db: Db): Promise<MailRequestRow | undefined> {
  const rows = await db.$queryRaw<MailRequestRow[]>`
    DELETE FROM mail_requests WHERE id = (
      SELECT id FROM mail_requests ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING purpose::text, email, request_id AS "requestId", ip_address AS "ipAddress"`
  return rows[0]
}
