import { randomUUID } from 'node:crypto'
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Settings } from '../settings.ts'
import type { AccessClaims, AccessTokens } from './access-tokens.ts'
import { createKeyRing } from './key-ring.ts'
import { CLOCK_SKEW_SECONDS, MAX_ACCESS_TOKEN_TTL_SECONDS, type SigningKeyServices } from './rotate-signing-key.ts'
import { ALGORITHM } from './signing-key.ts'
import { createVerifiedTokens } from './verified-tokens.ts'

/** Ours have about 600 characters. */
const MAX_TOKEN_CHARS = 4096
/** About 15 MB when all are there. */
const REMEMBERED_TOKENS = 50_000
const TYPE = 'at+jwt'
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/

export interface AccessTokensOptions extends SigningKeyServices {
  readonly settings: Pick<Settings, 'publicUrl' | 'accessTokenTtlSeconds' | 'signingKeyRotationDays'>
}

export interface StartableAccessTokens extends AccessTokens {
  /**
   * Reads the keys, and makes the first one. Without it the first call does so; with it a start tells what is wrong.
   * @throws SigningKeyError when AUTH_SECRET is another than the one the keys were encrypted under; DATABASE_UNAVAILABLE
   */
  start(): Promise<void>
}

/**
 * Signs and verifies access tokens after RFC 9068 (profile), RFC 8725 (best practices) and ASVS 9.1, 9.2. Issuer and
 * audience are both the public URL: Roster gives tokens for itself alone.
 * @throws Error when a token would live longer than 15 minutes
 */
export function createAccessTokens(options: AccessTokensOptions): StartableAccessTokens {
  const { publicUrl, accessTokenTtlSeconds: ttlSeconds, signingKeyRotationDays: rotationDays } = options.settings
  if (!(ttlSeconds >= 1 && ttlSeconds <= MAX_ACCESS_TOKEN_TTL_SECONDS)) {
    throw new Error(`Access tokens must live from 1 to ${MAX_ACCESS_TOKEN_TTL_SECONDS} seconds, not ${ttlSeconds}`)
  }
  const ring = createKeyRing(options, rotationDays)
  const verified = createVerifiedTokens(REMEMBERED_TOKENS)

  return {
    async start() {
      await ring.signing()
    },
    async sign({ userId, sessionId }) {
      const { kid, privateKey } = await ring.signing()
      const nowSeconds = toSeconds(options.now())
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(publicUrl)
        .setAudience(publicUrl)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + ttlSeconds)
        .sign(privateKey)
    },
    async verify(token) {
      const now = options.now()
      const known = verified.get(token, now)
      const kid = known?.kid ?? kidOf(token)
      const key = kid === undefined ? undefined : await ring.find(kid)
      if (key === undefined) return undefined
      if (known) return known.claims
      try {
        const { payload } = await jwtVerify(token, key.publicKey, {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer: publicUrl,
          audience: publicUrl,
          requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
          currentDate: now,
        })
        const claims = claimsOf(payload, now)
        if (claims) verified.remember(token, { claims, kid: key.kid, expiresAt: new Date((payload.exp ?? 0) * 1000) })
        return claims
      } catch {
        return undefined
      }
    },
    async jwks() {
      return { keys: (await ring.published()).map((key) => key.publicJwk) }
    },
    [Symbol.asyncDispose]: () => ring[Symbol.asyncDispose](),
  }
}

/**
 * The key that a token names. Its header must be exactly what Roster writes: one that brings a key or a link to one
 * (`jwk`, `jku`, `x5c`, `x5u`), or extensions (`crit`), is somebody else's (RFC 8725 §3.10, ASVS 9.1.3).
 */
function kidOf(token: string): string | undefined {
  if (token.length > MAX_TOKEN_CHARS || !token.split('.').every(isCanonical)) return undefined
  try {
    const { alg, typ, kid, ...others } = decodeProtectedHeader(token)
    const isOurs = alg === ALGORITHM && typ === TYPE && Object.keys(others).length === 0
    return isOurs && typeof kid === 'string' ? kid : undefined
  } catch {
    return undefined
  }
}

/** What a token with a good signature says, if it keeps to what Roster writes. Expiry has been checked. */
function claimsOf({ sub, sid, jti, iat, exp }: JWTPayload, now: Date): AccessClaims | undefined {
  if (!isUuid(sub) || !isUuid(sid) || !isUuid(jti)) return undefined
  if (!Number.isInteger(iat) || !Number.isInteger(exp) || iat === undefined || exp === undefined) return undefined
  const livesTooLong = exp - iat > MAX_ACCESS_TOKEN_TTL_SECONDS
  // Another server's clock may be a little ahead; expiry has no such grace.
  const isFromTheFuture = iat > toSeconds(now) + CLOCK_SKEW_SECONDS
  return livesTooLong || isFromTheFuture ? undefined : { userId: sub, sessionId: sid }
}

/** Base64url without padding (RFC 7515 §2), and without bits that decoders overlook: one token, one spelling. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)
const toSeconds = (time: Date) => Math.floor(time.getTime() / 1000)
