/** For procedures that take a key to repeat them by: over tRPC it is a field of the input, like `ifMatch`. */
export const IDEMPOTENT = { idempotencyKey: 'Idempotency-Key' } as const
