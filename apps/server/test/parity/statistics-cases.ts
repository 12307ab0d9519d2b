import type { LiveServer } from '../support/live-server.ts'
import type { Cases } from './arrange.ts'

const asAdmin = (input: object) => async (server: LiveServer) => ({
  by: await server.person({ role: 'admin' }),
  input,
})

/** What the operations that look over everything answer, beside what all of their kind do. */
export const statisticsCases: Cases = {
  'audit.verify': [
    { when: 'there is more than one call looks at', answer: 'success', arrange: asAdmin({ limit: 1 }) },
    { when: 'the cursor is made up', answer: 'VALIDATION_FAILED', arrange: asAdmin({ cursor: 'AAAA' }) },
    {
      when: 'more is asked for than one call looks at',
      answer: 'VALIDATION_FAILED',
      arrange: asAdmin({ limit: 5001 }),
    },
  ],
  'statistics.read': [
    {
      when: 'days of a zone are asked for',
      answer: 'success',
      arrange: asAdmin({ from: '2026-02-27T00:00:00Z', to: '2026-03-01T00:00:00Z', timeZone: 'Asia/Kathmandu' }),
    },
    {
      when: 'the start lies after the end',
      answer: 'VALIDATION_FAILED',
      arrange: asAdmin({ from: '2026-03-01T00:00:00Z', to: '2026-02-27T00:00:00Z' }),
    },
    {
      when: 'there would be more than 400 buckets',
      answer: 'VALIDATION_FAILED',
      arrange: asAdmin({ from: '2024-01-01T00:00:00Z', to: '2026-02-27T00:00:00Z' }),
    },
    { when: 'there is no such zone', answer: 'VALIDATION_FAILED', arrange: asAdmin({ timeZone: 'Mars/Olympus' }) },
  ],
}
