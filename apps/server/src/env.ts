import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { Mailbox } from '@roster/domain'
import { ConfigurationError } from './configuration-error.ts'
import { dangersIn, doubtsIn, isLoopback, wantsDevInbox } from './env/safety.ts'
import { typosIn } from './env/typos.ts'
import { defaultOf, type Values, type VariableName, variables } from './env/variables.ts'

/** Relative paths in the environment start here, so that every command finds the same data from every folder. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..')

export type Source = Readonly<Record<string, string | undefined>>

/** What the operator decided, complete and checked. */
export interface Env {
  readonly mode: Values['NODE_ENV']
  readonly host: string
  readonly port: number
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly trustProxy: Values['TRUST_PROXY']
  readonly corsOrigins: readonly string[]
  /** Absolute. */
  readonly dataDir: string
  /** Undefined means the embedded engine, under `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly databasePoolSize: number
  readonly redisUrl: string | undefined
  /** Undefined means the one kept in `dataDir` (see `auth-secret.ts`); always given in production. */
  readonly authSecret: string | undefined
  readonly bootstrapAdmin: { readonly email: string; readonly password: string } | undefined
  readonly passwordMinLength: number
  readonly passwordHashCost: number
  /** Undefined leaves the number to the hasher. */
  readonly hashWorkers: number | undefined
  readonly accessTokenTtlSeconds: number
  readonly signingKeyRotationDays: number
  readonly refreshIdleTtlSeconds: number
  readonly refreshAbsoluteTtlSeconds: number
  readonly refreshGraceSeconds: number
  readonly requireVerifiedEmail: boolean
  readonly invitationTtlSeconds: number
  readonly deletedUserRetentionDays: number
  readonly rateLimitScale: number
  readonly smtpUrl: string | undefined
  readonly mailFrom: Mailbox
  /** Absolute; undefined means the templates that come with Roster. */
  readonly mailTemplatesDir: string | undefined
  readonly devInbox: boolean
  readonly productName: string
  readonly logLevel: Values['LOG_LEVEL']
  readonly color: boolean
  readonly metricsToken: string | undefined
  /** Not wrong, but worth a line in the log. */
  readonly warnings: readonly string[]
}

export const dotenvPath = join(repositoryRoot, '.env')

const dotenv = (): Source => (existsSync(dotenvPath) ? parseEnv(readFileSync(dotenvPath, 'utf8')) : {})

/** The process's own variables, which win, and those of `.env` in the repository when there is one. */
export function processEnvironment(): Source {
  return { ...dotenv(), ...process.env }
}

/** Where the value of a variable comes from; nothing when it has none. */
export function originOf(name: VariableName): 'environment' | '.env' | undefined {
  const own = process.env[name]
  if (own !== undefined) return own.trim() ? 'environment' : undefined
  return dotenv()[name]?.trim() ? '.env' : undefined
}

/** Reads the environment. An empty value counts as none. Throws ConfigurationError with every problem at once. */
export function readEnv(source: Source): Env {
  const values: Partial<Record<VariableName, unknown>> = {}
  const invalid = new Set<string>()
  const problems: string[] = []
  for (const [name, schema] of Object.entries(variables) as [VariableName, (typeof variables)[VariableName]][]) {
    const result = schema.safeParse(source[name]?.trim() === '' ? undefined : source[name])
    if (result.success) {
      values[name] = result.data
      continue
    }
    invalid.add(name)
    const fallback = defaultOf(name)
    const hint = fallback === undefined ? '' : `; leave it out for ${fallback}`
    problems.push(`${name}: ${result.error.issues[0]?.message ?? 'is not valid'}${hint}`)
  }
  problems.push(...dangersIn(values as Partial<Values>, invalid))
  if (problems.length > 0) throw new ConfigurationError(problems)
  const complete = values as Values
  return toEnv(complete, [...doubtsIn(complete), ...typosIn(source)])
}

function toEnv(values: Values, warnings: readonly string[]): Env {
  const linkHost = isLoopback(values.HOST) ? values.HOST : '127.0.0.1'
  const publicUrl = values.PUBLIC_URL ?? `http://${linkHost.includes(':') ? `[${linkHost}]` : linkHost}:${values.PORT}`
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = values
  return {
    mode: values.NODE_ENV,
    host: values.HOST,
    port: values.PORT,
    publicUrl,
    trustProxy: values.TRUST_PROXY,
    corsOrigins: values.CORS_ORIGINS ?? [],
    dataDir: resolve(repositoryRoot, values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    redisUrl: values.REDIS_URL,
    authSecret: values.AUTH_SECRET,
    bootstrapAdmin: email === undefined || password === undefined ? undefined : { email, password },
    passwordMinLength: values.PASSWORD_MIN_LENGTH,
    passwordHashCost: values.PASSWORD_HASH_COST,
    hashWorkers: values.HASH_WORKERS,
    accessTokenTtlSeconds: values.ACCESS_TOKEN_TTL_SECONDS,
    signingKeyRotationDays: values.SIGNING_KEY_ROTATION_DAYS,
    refreshIdleTtlSeconds: values.REFRESH_IDLE_TTL_SECONDS,
    refreshAbsoluteTtlSeconds: values.REFRESH_ABSOLUTE_TTL_SECONDS,
    refreshGraceSeconds: values.REFRESH_GRACE_SECONDS,
    requireVerifiedEmail: values.REQUIRE_VERIFIED_EMAIL,
    invitationTtlSeconds: values.INVITATION_TTL_HOURS * 3600,
    deletedUserRetentionDays: values.DELETED_USER_RETENTION_DAYS,
    rateLimitScale: values.RATE_LIMIT_SCALE,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? defaultSender(values.PRODUCT_NAME, new URL(publicUrl).hostname),
    mailTemplatesDir:
      values.MAIL_TEMPLATES_DIR === undefined ? undefined : resolve(repositoryRoot, values.MAIL_TEMPLATES_DIR),
    devInbox: values.DEV_INBOX ?? wantsDevInbox(values),
    productName: values.PRODUCT_NAME,
    logLevel: values.LOG_LEVEL,
    color: values.NO_COLOR === undefined,
    metricsToken: values.METRICS_TOKEN,
    warnings,
  }
}

function defaultSender(productName: string, hostname: string): Mailbox {
  return { name: productName, address: `no-reply@${isLoopback(hostname) ? 'localhost' : hostname}` }
}
