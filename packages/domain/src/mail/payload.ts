import type { Vault } from '../vault.ts'
import type { MailData, MailTemplate } from './templates.ts'

/** What a mail row keeps encrypted: the tokens in it are worth as much as a password. */
export interface MailPayload<Template extends MailTemplate = MailTemplate> {
  readonly to: string
  readonly data: MailData[Template]
}

export function sealPayload(vault: Vault, payload: MailPayload): Uint8Array<ArrayBuffer> {
  return vault.seal('mail', JSON.stringify({ to: payload.to, data: payload.data }))
}

/** Throws when it was sealed under another AUTH_SECRET. */
export function openPayload<Template extends MailTemplate>(vault: Vault, sealed: Uint8Array): MailPayload<Template> {
  // Authenticated by the seal: nobody but `sealPayload` has written this.
  return JSON.parse(vault.open('mail', sealed).toString('utf8')) as MailPayload<Template>
}
