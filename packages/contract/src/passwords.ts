import { z } from 'zod'
import { EmailInput } from './email.ts'
import { codePoints, text, textOf } from './text.ts'

export const PASSWORD_MIN_LENGTH = 8
export const PASSWORD_MAX_LENGTH = 128

const EXAMPLE = 'correct horse battery staple'

/**
 * A password to be set: 8 to 128 code points after NFKC, never trimmed or cut (NIST SP 800-63B-4 §3.1.1.2,
 * ASVS 6.2.1–6.2.9). What depends on the account or on the server's settings is checked by the domain's policy.
 */
export const NewPassword = text()
  .max(PASSWORD_MAX_LENGTH * 16, { message: `Must have at most ${PASSWORD_MAX_LENGTH} characters`, abort: true })
  .overwrite((value) => value.normalize('NFKC'))
  .pipe(textOf(PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH))
  .meta({ format: 'password', minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH, examples: [EXAMPLE] })

/**
 * A password to be compared, as it was typed, and bounded as a new one is: hashes of other programs may be made of another
 * form than NFKC, so the one who checks it decides.
 */
export const PasswordInput = text()
  .max(PASSWORD_MAX_LENGTH * 16, { message: `Must have at most ${PASSWORD_MAX_LENGTH} characters`, abort: true })
  .refine((value) => codePoints(value.normalize('NFKC')) <= PASSWORD_MAX_LENGTH, {
    message: `Must have at most ${PASSWORD_MAX_LENGTH} characters`,
    params: { code: 'too_long' },
  })
  .meta({ format: 'password', maxLength: PASSWORD_MAX_LENGTH, examples: [EXAMPLE] })

/** A mailed single-use token. Its form is the server's business, so any short text is looked up. */
export const OneTimeToken = text()
  .min(1)
  .max(200)
  .meta({ examples: ['Zk1v0fM2ZcJ9n8bW4qTt7yXs3uRg6hLd5pAeKoQwEiY'] })

export const ResetPassword = z.strictObject({
  email: EmailInput.optional().describe('May be left out by a signed-in caller, and then means their own account.'),
})
export type ResetPassword = z.infer<typeof ResetPassword>

export const ConfirmPasswordReset = z.strictObject({ token: OneTimeToken, newPassword: NewPassword })
export type ConfirmPasswordReset = z.infer<typeof ConfirmPasswordReset>

export const VerifyEmail = z.strictObject({ token: OneTimeToken })
export type VerifyEmail = z.infer<typeof VerifyEmail>

export const ResendVerification = z.strictObject({ email: EmailInput })
export type ResendVerification = z.infer<typeof ResendVerification>

/** A constant answer: it does not tell whether there is such an account. */
export const Accepted = z.object({ message: z.string() }).meta({ id: 'Accepted' })
export type Accepted = z.infer<typeof Accepted>
