import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@roster/contract'
import { z } from 'zod'
import { problemsInSmtpUrl } from '../mail/smtp-url.ts'
import {
  decimal,
  flag,
  host,
  integer,
  mailbox,
  oneOf,
  origins,
  publicUrl,
  serviceUrl,
  text,
  trustedProxies,
} from './values.ts'
import { weaknessOf } from './weak-secret.ts'

const DAY_SECONDS = 86_400

const secret = (min: number) =>
  text(min, 1024).superRefine((value, ctx) => {
    const message = weaknessOf(value)
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  })

/** What `parseSmtpUrl` takes; it says itself what is wrong. */
const smtpUrl = () =>
  serviceUrl('smtps://user:password@mail.example.com', 'smtp:', 'smtps:').superRefine((value, ctx) => {
    for (const message of problemsInSmtpUrl(value)) ctx.addIssue({ code: 'custom', message })
  })

/**
 * Every environment variable that Roster reads, how it is written, and its default (`prefault`).
 * `.env.example` explains them in the same order; a test holds the two together.
 */
export const variables = {
  NODE_ENV: oneOf('development', 'production', 'test').prefault('development'),
  HOST: host().prefault('127.0.0.1'),
  PORT: integer(1, 65_535).prefault('3000'),
  PUBLIC_URL: publicUrl().optional(),
  TRUST_PROXY: trustedProxies().prefault('false'),
  ALLOW_INSECURE_PUBLIC_BIND: flag().prefault('false'),
  CORS_ORIGINS: origins().optional(),

  DATA_DIR: text(1, 4096).prefault('.data'),
  DATABASE_URL: serviceUrl('postgresql://user:password@host:5432/roster', 'postgres:', 'postgresql:').optional(),
  DATABASE_POOL_SIZE: integer(1, 200).prefault('10'),
  ALLOW_EMBEDDED_IN_PRODUCTION: flag().prefault('false'),
  REDIS_URL: serviceUrl('redis://host:6379', 'redis:', 'rediss:').optional(),

  AUTH_SECRET: secret(32).optional(),
  BOOTSTRAP_ADMIN_EMAIL: text(3, 254).optional(),
  BOOTSTRAP_ADMIN_PASSWORD: text(PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH).optional(),

  PASSWORD_MIN_LENGTH: integer(PASSWORD_MIN_LENGTH, 64).prefault(String(PASSWORD_MIN_LENGTH)),
  PASSWORD_HASH_COST: integer(10, 16).prefault('12'),
  HASH_WORKERS: integer(1, 64).optional(),

  ACCESS_TOKEN_TTL_SECONDS: integer(1, 900).prefault('900'),
  SIGNING_KEY_ROTATION_DAYS: integer(1, 3650).prefault('90'),
  REFRESH_IDLE_TTL_SECONDS: integer(1, 365 * DAY_SECONDS).prefault(String(7 * DAY_SECONDS)),
  REFRESH_ABSOLUTE_TTL_SECONDS: integer(1, 365 * DAY_SECONDS).prefault(String(30 * DAY_SECONDS)),
  REFRESH_GRACE_SECONDS: integer(0, 60).prefault('10'),
  REQUIRE_VERIFIED_EMAIL: flag().prefault('false'),
  INVITATION_TTL_HOURS: integer(1, 30 * 24).prefault('168'),
  DELETED_USER_RETENTION_DAYS: integer(0, 3650).prefault('30'),
  RATE_LIMIT_SCALE: decimal(1_000_000).prefault('1'),

  SMTP_URL: smtpUrl().optional(),
  MAIL_FROM: mailbox().optional(),
  MAIL_TEMPLATES_DIR: text(1, 4096).optional(),
  DEV_INBOX: flag().optional(),
  PRODUCT_NAME: text(1, 60).prefault('Roster'),

  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').prefault('info'),
  NO_COLOR: text(1, 100).optional(),
  METRICS_TOKEN: secret(16).optional(),
} as const satisfies Record<string, z.ZodType>

export type VariableName = keyof typeof variables

/** The variables, parsed. */
export type Values = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]> }

/** What a variable is when it is not set, as it would be written; nothing for those without a fixed default. */
export function defaultOf(name: VariableName): string | undefined {
  const schema: z.ZodType = variables[name]
  return schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : undefined
}
