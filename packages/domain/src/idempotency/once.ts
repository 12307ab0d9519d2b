import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type Answer, type Claim, claim, type OnceRequest } from './claim.ts'
import { releaseKey } from './store.ts'

/** Refusals that are an answer: the state of things was looked at. All others leave the key free for another try. */
const KEPT_REFUSALS: ReadonlySet<string> = new Set(['EMAIL_TAKEN'])

/**
 * Does a piece of work once for each idempotency key, and gives its answer again for 24 hours: after a restart too, and
 * by any server. The work itself keeps its output with `tx.answer`, in the transaction that makes it true; a key is
 * each caller's own. Without a key the work is simply done.
 * @throws VALIDATION_FAILED at `idempotencyKey` when it came with another input before; CONFLICT while another request
 *   with it is being answered; and what the work throws
 */
export async function once<Ctx extends Context, Output>(
  ctx: Ctx,
  request: Omit<OnceRequest, 'key'> & { readonly key: string | undefined },
  work: (ctx: Ctx) => Promise<Output>,
): Promise<Output> {
  const { key } = request
  if (key === undefined) return work(ctx)
  const claimed = await claim(ctx, { ...request, key })
  if (!('lease' in claimed)) return repeat(claimed) as Output
  try {
    return await work({ ...ctx, claim: claimed })
  } catch (error) {
    // What cannot be written now is free again when the lease is over.
    await settleFailure(ctx, claimed, error).catch(() => ctx.report({ event: 'idempotency.not_released' }))
    throw error
  }
}

function repeat(answer: Answer): unknown {
  if ('output' in answer) return answer.output
  throw new DomainError(answer.code, answer.issues && { issues: answer.issues })
}

async function settleFailure({ client }: Context, held: Claim, error: unknown): Promise<void> {
  if (error instanceof DomainError && KEPT_REFUSALS.has(error.code)) {
    await held.record(client, { code: error.code, ...(error.issues && { issues: error.issues }) })
  } else {
    await releaseKey(client, held)
  }
}
