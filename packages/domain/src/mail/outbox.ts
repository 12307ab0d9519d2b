import type { Context } from '../context.ts'
import type { MailData, MailTemplate } from './templates.ts'

/** A mail to be sent once the transaction that it is written in has been committed. */
export interface NewMail<Template extends MailTemplate = MailTemplate> {
  readonly template: Template
  readonly to: string
  readonly userId: string | null
  readonly data: MailData[Template]
  /** Not sent after this time. */
  readonly expiresAt: Date
}

export interface Outbox extends AsyncDisposable {
  /** Writes the mail through `ctx.db`, so that it stands or falls with the caller's transaction. */
  enqueue<Template extends MailTemplate>(
    ctx: Pick<Context, 'db' | 'vault' | 'now'>,
    mail: NewMail<Template>,
  ): Promise<void>
  /** Tells the worker that there may be something to send. Called after the commit. */
  wake(): void
}
