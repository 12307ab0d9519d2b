/** What an operator decides and the domain obeys. The server reads it from the environment (`apps/server/src/env.ts`). */
export interface Settings {
  /** Origin (and path) that people and other services reach this server at, without a trailing slash. */
  readonly publicUrl: string
  /** What mails call the service and passwords must not contain. */
  readonly productName: string
  readonly accessTokenTtlSeconds: number
  /** A new signing key is made when the newest has been in use for this long. */
  readonly signingKeyRotationDays: number
  /** A session ends when it is not refreshed for this long … */
  readonly refreshIdleTtlSeconds: number
  /** … and in any case after this long. */
  readonly refreshAbsoluteTtlSeconds: number
  /** For how long the direct predecessor of a refresh token still gets the same successor. */
  readonly refreshGraceSeconds: number
  readonly resetTokenTtlSeconds: number
  readonly verificationTokenTtlSeconds: number
  readonly invitationTtlSeconds: number
  readonly passwordMinLength: number
  readonly requireVerifiedEmail: boolean
  readonly deletedUserRetentionDays: number
  /** Multiplies every rate limit. */
  readonly rateLimitScale: number
}
