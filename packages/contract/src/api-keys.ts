import { z } from 'zod'
import { IdempotencyKey } from './idempotency.ts'
import { Cursor, Limit, pageOf } from './page.ts'
import { Id, Instant, Timestamp, text } from './text.ts'
import { Name } from './users.ts'

const MAX_SCOPES = 100
const MAX_IP_RANGES = 50

const AddressOrBlock = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()])

/** An address or a CIDR block (RFC 4632, RFC 4291 §2.3): `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
export const IpRange = text()
  .max(50, { abort: true })
  .refine((value) => AddressOrBlock.safeParse(value).success, {
    message: 'Must be an IP address or a CIDR block such as 203.0.113.0/24',
    params: { code: 'invalid_ip_range' },
  })
  .meta({ format: 'cidr', examples: ['203.0.113.0/24'] })

/** A procedure (`users.list`), or all that read (`users:read`) or change (`users:write`) in a namespace. */
export const Scope = text().min(1).max(100)

export const ApiKeyRead = z
  .object({
    id: Id,
    name: z.string().meta({ examples: ['Nightly export'] }),
    scopes: z.array(z.string()).meta({ examples: [['users:read']] }),
    ipRanges: z.array(z.string()).describe('Where it may be used from; empty for everywhere.'),
    prefix: z.string().describe('What the secret begins with.'),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    lastUsedAt: Timestamp.nullable().describe('To the minute, about.'),
    revokedAt: Timestamp.nullable(),
    createdBy: Id.describe('The administrator who made it.'),
  })
  .meta({ id: 'ApiKeyRead', description: 'An API key, without its secret.' })
export type ApiKeyRead = z.infer<typeof ApiKeyRead>

export const ApiKeyCreated = ApiKeyRead.extend({
  secret: z.string().describe('Send it as `Authorization: Bearer`. It is shown this once.'),
}).meta({ id: 'ApiKeyCreated', description: 'A new API key, with its secret.' })
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>

export const ApiKeyCreate = z
  .strictObject({
    name: Name.meta({ examples: ['Nightly export'] }).describe('What the key is for.'),
    scopes: z.array(Scope).min(1).max(MAX_SCOPES),
    expiresAt: Instant.describe('At most 365 days from now.'),
    ipRanges: z
      .array(IpRange)
      .max(MAX_IP_RANGES)
      .default([])
      .describe('IP addresses and CIDR blocks that it may be used from; everywhere without them.'),
    idempotencyKey: IdempotencyKey.optional(),
  })
  .meta({ id: 'ApiKeyCreate' })
export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>

export const ApiKeyRef = z.strictObject({ apiKeyId: z.uuid().toLowerCase() })
export type ApiKeyRef = z.infer<typeof ApiKeyRef>

export const ApiKeyListQuery = z.strictObject({ limit: Limit, cursor: Cursor.optional() })
export type ApiKeyListQuery = z.infer<typeof ApiKeyListQuery>

export const ApiKeyPage = pageOf(ApiKeyRead).meta({ id: 'ApiKeyPage' })
export type ApiKeyPage = z.infer<typeof ApiKeyPage>
