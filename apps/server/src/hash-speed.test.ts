import { createPasswordHasher } from '@roster/domain'
import { expect, test } from 'vitest'
import type { Deps } from './deps.ts'
import { noteHashSpeed } from './hash-speed.ts'
import { createLogger } from './plugins/logging.ts'

/** What is logged when hashing costs so much and takes so long. */
async function logged(cost: number, hash: () => Promise<string>): Promise<readonly Record<string, unknown>[]> {
  const lines: string[] = []
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } })
  const deps = { env: { passwordHashCost: cost, hashWorkers: 1 }, services: { hasher: { hash } }, logger }
  await noteHashSpeed(deps as unknown as Deps)
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a cost below the usual one is said in the log, with what to do', async () => {
  await using hasher = createPasswordHasher({ cost: 4, allowLowCost: true, workers: 1 })
  const [line, ...others] = await logged(10, () => hasher.hash('password'))
  expect(line).toMatchObject({
    level: 'warn',
    cost: 10,
    msg: expect.stringMatching(/^bcrypt at cost 10 takes \d+ ms here/),
  })
  expect(line?.advice).toContain('PASSWORD_HASH_COST')
  expect(others).toEqual([])
})

test('a machine that is faster than the cost needs is told so', async () => {
  const [line] = await logged(12, async () => 'at once')
  expect(line?.advice).toContain('raise PASSWORD_HASH_COST')
})
