// Made of the router by `pnpm --filter @roster/client generate:api`. Do not edit.

/** Each procedure: `?` query, `!` mutation, `+` for users who are signed in, `~` for both. */
export const procedures = {
  users:
    'register! +list? +get? +update! +delete! +restore! bootstrap! +invite! +resendInvitation! acceptInvitation! +import! +export? login! refresh! +logout! ~resetPassword! confirmPasswordReset! ~verifyEmail! resendVerification!',
  sessions: '+list? +revokeAll! +revoke!',
  audit: '+list? +verify?',
  statistics: '+read?',
  apiKeys: '+create! +list? +revoke!',
} as const
