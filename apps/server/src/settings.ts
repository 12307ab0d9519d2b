import type { Settings } from '@roster/domain'
import type { Env } from './env.ts'

// What SECURITY.md promises about mailed links is not for the environment to change.
const RESET_TOKEN_TTL_SECONDS = 30 * 60
const VERIFICATION_TOKEN_TTL_SECONDS = 24 * 60 * 60

/** What the domain needs to know of the environment. */
export function settingsOf(env: Env): Settings {
  return {
    publicUrl: env.publicUrl,
    productName: env.productName,
    accessTokenTtlSeconds: env.accessTokenTtlSeconds,
    signingKeyRotationDays: env.signingKeyRotationDays,
    refreshIdleTtlSeconds: env.refreshIdleTtlSeconds,
    refreshAbsoluteTtlSeconds: env.refreshAbsoluteTtlSeconds,
    refreshGraceSeconds: env.refreshGraceSeconds,
    resetTokenTtlSeconds: RESET_TOKEN_TTL_SECONDS,
    verificationTokenTtlSeconds: VERIFICATION_TOKEN_TTL_SECONDS,
    invitationTtlSeconds: env.invitationTtlSeconds,
    passwordMinLength: env.passwordMinLength,
    requireVerifiedEmail: env.requireVerifiedEmail,
    deletedUserRetentionDays: env.deletedUserRetentionDays,
    rateLimitScale: env.rateLimitScale,
  }
}
