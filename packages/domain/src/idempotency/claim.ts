import { randomUUID } from 'node:crypto'
import type { FieldIssue } from '@roster/contract'
import type { Db } from '@roster/db'
import type { Actor, Context } from '../context.ts'
import { DomainError, invalidField } from '../errors.ts'
import { claimKey, findKey, recordAnswer } from './store.ts'

/** How long an answer is kept. */
const KEEP_MS = 24 * 3600 * 1000
/** When somebody who is at it is taken to be gone; if somebody else takes over then, what they still do is undone. */
const LEASE_MS = 15_000
/** When to ask again, while somebody is at it. */
const WAIT_SECONDS = 1
const MAX_ATTEMPTS = 3

/** A request that is to be done once, however often it is sent. */
export interface OnceRequest {
  readonly operation: string
  readonly key: string
  readonly input: unknown
}

/** An idempotency key that one request holds, until it has its answer. */
export interface Claim {
  readonly keyHash: Uint8Array<ArrayBuffer>
  readonly lease: string
  /** Keeps the answer, in the transaction that it is the answer of. Throws CONFLICT when somebody else holds the key by now. */
  record(db: Db, answer: Answer): Promise<void>
}

/** What is given again: an output, or a refusal. */
export type Answer =
  | { readonly output: unknown }
  | { readonly code: DomainError['code']; readonly issues?: readonly FieldIssue[] }

/**
 * Takes an idempotency key, in one guarded statement: of any number of simultaneous requests one gets it.
 * @returns the key, or the answer that there is already
 * @throws VALIDATION_FAILED at `idempotencyKey` when it came with another input before; CONFLICT while another request
 *   holds it
 */
export async function claim(ctx: Context, request: OnceRequest): Promise<Claim | Answer> {
  const { keyHash, fingerprint } = fingerprintsOf(ctx, request)
  for (let attempt = 1; ; attempt++) {
    const now = ctx.now()
    const lease = randomUUID()
    const times = { now, leasedUntil: after(now, LEASE_MS), expiresAt: after(now, KEEP_MS) }
    if (await claimKey(ctx.db, { keyHash, fingerprint, lease, ...times })) return heldClaim(ctx, keyHash, lease)
    const known = await findKey(ctx.db, keyHash)
    if (known !== undefined && !fingerprint.every((byte, index) => byte === known.fingerprint[index])) {
      throw invalidField('idempotencyKey', 'reused', 'This key came with another request before')
    }
    if (known?.answer) return JSON.parse(ctx.vault.open('idempotency', known.answer).toString()) as Answer
    // Nothing is there any more when who held it has let go of it in between.
    if (known !== undefined || attempt === MAX_ATTEMPTS) {
      const detail = 'The first request with this idempotency key is still being answered. Send it again in a moment.'
      throw new DomainError('CONFLICT', { retryAfterSeconds: WAIT_SECONDS, detail })
    }
  }
}

function heldClaim({ vault }: Context, keyHash: Uint8Array<ArrayBuffer>, lease: string): Claim {
  return {
    keyHash,
    lease,
    async record(db, answer) {
      const sealed = vault.seal('idempotency', JSON.stringify(answer))
      if (!(await recordAnswer(db, { keyHash, lease }, sealed))) throw new DomainError('CONFLICT')
    },
  }
}

const after = (time: Date, ms: number) => new Date(time.getTime() + ms)

/** Under a key of the server: the input may hold a password, and what identifies a request is nobody else's business. */
function fingerprintsOf({ vault, actor }: Context, { operation, key, input }: OnceRequest) {
  const mac = (value: unknown) => new Uint8Array(vault.mac('idempotency', JSON.stringify(value)))
  const caller = callerOf(actor)
  return {
    keyHash: mac(['key', operation, caller, key]),
    fingerprint: mac(['request', operation, caller, key, input]),
  }
}

function callerOf(actor: Actor): string {
  if (actor.type === 'user') return `user ${actor.user.id}`
  return actor.type === 'api_key' ? `key ${actor.id}` : actor.type
}
