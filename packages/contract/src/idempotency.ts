import { text } from './text.ts'

/** Without the quotes that a structured field has (RFC 9651 §3.3.3): most callers leave them out. */
const unquoted = (value: string) => /^"(.*)"$/.exec(value)?.[1] ?? value

/** What makes a request that is sent twice be one request (draft-ietf-httpapi-idempotency-key-header). */
export const IdempotencyKey = text()
  .max(257, { abort: true })
  .overwrite(unquoted)
  .regex(/^[\x21-\x7e]{1,255}$/, 'Must be 1 to 255 printable ASCII characters without spaces')
  .describe(
    'A random key of your own, a UUID for instance. The same key with the same input gives the first answer again, for 24 hours.',
  )
  .meta({ maxLength: 255, examples: ['8e03978e-40d5-43dd-bc93-6894a57f9324'] })
