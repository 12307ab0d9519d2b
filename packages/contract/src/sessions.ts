import { z } from 'zod'
import { EmailInput } from './email.ts'
import { PasswordInput } from './passwords.ts'
import { Id, Timestamp, text } from './text.ts'
import { UserId, UserRead } from './users.ts'

export const Login = z.strictObject({ email: EmailInput, password: PasswordInput }).meta({ id: 'Login' })
export type Login = z.infer<typeof Login>

/** At least 128 random bits in base64url, as 22 characters are. */
const RetryKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]*$/, { message: 'Must be base64url', abort: true })
  .min(22)
  .max(128)
  .meta({ examples: ['pUx0R3Vv7sJq1Zk9dL2mWc'] })

export const Refresh = z.strictObject({
  refreshToken: text().min(1).max(200),
  retryKey: RetryKey.optional().describe(
    'At least 128 random bits as base64url, new for each refresh and the same when that is repeated. With it a lost answer can be had again for 24 hours.',
  ),
})
export type Refresh = z.infer<typeof Refresh>

/** The answer to a sign-in and to a refresh, after RFC 6749 §5.1. */
export const TokenPair = z
  .object({
    accessToken: z.string().describe('A JWT; send it as `Authorization: Bearer`.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
    refreshToken: z.string().describe('Works once; each refresh gives the next one.'),
    refreshExpiresIn: z.int().describe('Seconds until the refresh token expires.'),
    user: UserRead,
  })
  .meta({ id: 'TokenPair' })
export type TokenPair = z.infer<typeof TokenPair>

export const Session = z
  .object({
    id: Id.describe("The access token's `sid`."),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: Timestamp,
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean().describe('Whether this request belongs to it.'),
  })
  .meta({ id: 'Session', description: 'One sign-in on one device.' })
export type Session = z.infer<typeof Session>

/** An operation that takes nothing still refuses what it is given. */
export const Nothing = z.strictObject({}).prefault({})

export const SessionList = z.object({ items: z.array(Session) }).meta({ id: 'SessionList' })
export type SessionList = z.infer<typeof SessionList>

export const SessionRef = z.strictObject({ userId: UserId, sessionId: z.uuid().toLowerCase() })
export type SessionRef = z.infer<typeof SessionRef>
