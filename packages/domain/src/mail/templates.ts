/** What each message needs to know. Links are complete; tokens stand in their fragment only. Times are RFC 3339. */
export interface MailData {
  'verify-email': { readonly link: string; readonly expiresInMinutes: number }
  'reset-password': { readonly link: string; readonly expiresInMinutes: number }
  invitation: { readonly link: string; readonly expiresInMinutes: number }
  'password-changed': { readonly at: string; readonly resetLink: string }
  'change-email': { readonly link: string; readonly expiresInMinutes: number }
  'email-change-requested': { readonly newEmail: string; readonly at: string }
  'email-changed': { readonly newEmail: string; readonly at: string }
}

export type MailTemplate = keyof MailData

/** Every message with made-up data: what the template files are checked against when the server starts. */
export const sampleMailData: MailData = {
  'verify-email': { link: 'https://roster.example/verify-email#token=sample', expiresInMinutes: 1440 },
  'reset-password': { link: 'https://roster.example/reset-password#token=sample', expiresInMinutes: 30 },
  invitation: { link: 'https://roster.example/accept-invitation#token=sample', expiresInMinutes: 10080 },
  'password-changed': { at: '2026-01-31T12:00:00.000Z', resetLink: 'https://roster.example/reset-password' },
  'change-email': { link: 'https://roster.example/verify-email#token=sample', expiresInMinutes: 1440 },
  'email-change-requested': { newEmail: 'new@example.com', at: '2026-01-31T12:00:00.000Z' },
  'email-changed': { newEmail: 'new@example.com', at: '2026-01-31T12:00:00.000Z' },
}

export const isMailTemplate = (name: string): name is MailTemplate => Object.hasOwn(sampleMailData, name)

export const mailTemplates: readonly MailTemplate[] = Object.keys(sampleMailData).filter(isMailTemplate)
