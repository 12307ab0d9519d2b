import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@roster/db'
import { call, WIRES } from '../lab/call.ts'
import { checkIntegrity } from '../lab/integrity.ts'
import { register } from '../lab/operations.ts'
import type { Scenario } from '../lab/scenario.ts'
import { describe } from '../lab/settle.ts'
import { createTally, expectThat } from '../lab/tally.ts'

const AT_ONCE = 8
/** Between the first write and the kill: as many answers, and then so many milliseconds. */
const MOST_ANSWERS = AT_ONCE - 1
const LONGEST_DELAY_MS = 40

interface Registration {
  readonly input: { readonly email: string; readonly password: string; readonly name: string }
  readonly idempotencyKey: string
  /** Whose account the answer said it made. */
  id?: string
}

/** Registrations that the server dies over are sent again with their keys: each has one answer and made one account. */
export const killRetry: Scenario = {
  name: 'kill-retry',
  async run(lab) {
    const store = await lab.embedded()
    const tally = createTally()
    const registrations: Registration[] = []
    const kills = Math.ceil(lab.kills / 5)

    const send = async (url: string, registration: Registration): Promise<void> => {
      const { input, idempotencyKey, id } = registration
      tally.tried += 1
      const wire = lab.random.pick(WIRES)
      const outcome = await call(url, { ...register(input), idempotencyKey }, { wire })
      if (outcome.kind === 'unanswered') return
      if (outcome.kind === 'refused') {
        tally.broken.push(`${input.email}: ${describe(outcome)}`)
        return
      }
      tally.acknowledged += 1
      registration.id = String(outcome.value.id)
      expectThat(tally, id === undefined || id === registration.id, `${input.email} was answered in two ways`)
    }

    for (let kill = 1; kill <= kills; kill++) {
      await using server = await lab.start(store.settings)
      await server.ready()
      const fresh = Array.from({ length: AT_ONCE }, (_, index) => newRegistration(`${kill}-${index}`))
      registrations.push(...fresh)
      const { promise: enough, resolve } = Promise.withResolvers<void>()
      let answersLeft = lab.random.between(1, MOST_ANSWERS)
      const sent = fresh.map(async (registration) => {
        await send(server.url, registration)
        answersLeft -= 1
        if (answersLeft === 0) resolve()
      })
      await enough
      await delay(lab.random.between(0, LONGEST_DELAY_MS))
      await server.kill()
      await Promise.all(sent)
    }

    const unanswered = registrations.filter(({ id }) => id === undefined).length
    const kept = await store.inspect(endLeases)
    const server = await lab.start(store.settings)
    await server.ready()
    for (const _ of ['for an answer', 'for the same one']) {
      for (const registration of registrations) await send(server.url, registration)
    }
    await server.stop()
    const events = await store.inspect(async (database) => {
      for (const { input, id } of registrations) {
        const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM users WHERE email = $1', [
          input.email,
        ])
        if (rows.length !== 1 || rows[0]?.id !== id) tally.lost.push(`${input.email} has ${rows.length} accounts`)
      }
      return checkIntegrity(database, tally)
    })
    const known = kept - (registrations.length - unanswered)
    return {
      kind: 'tried',
      what: `${kills} kills, ${registrations.length} registrations`,
      tally,
      outcome: `${unanswered} unanswered, of which ${known} were done; one account and one answer each, ${events} audit events chained`,
    }
  },
}

const newRegistration = (name: string): Registration => ({
  input: { email: `retry-${name}@faults.test`, password: `a pass phrase of ${name}`, name },
  idempotencyKey: crypto.randomUUID(),
})

/** What a dead server was at is free again when its lease ends: it ends now. @returns how many answers are kept */
async function endLeases({ pool }: Database): Promise<number> {
  await pool.query('UPDATE idempotency_keys SET leased_until = created_at WHERE answer IS NULL')
  const { rows } = await pool.query<{ count: string }>('SELECT count(*) FROM idempotency_keys WHERE answer IS NOT NULL')
  return Number(rows[0]?.count)
}
