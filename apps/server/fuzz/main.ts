import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { describeApi } from '../src/openapi.ts'
import { createReplyRules } from '../test/support/reply-rules.ts'
import { createCast } from './cast.ts'
import { findDamage } from './integrity.ts'
import { createOracle } from './oracle.ts'
import { createReport } from './report.ts'
import { request } from './requests.ts'
import { runFuzz } from './run.ts'
import { startFuzzServer } from './server.ts'

// pnpm test:fuzz [--runs 5000] [--seed N] [--postgres URL]
// Requests made of the contract's own schemas, on both wires, as anybody: what is answered is documented, nothing
// breaks, no secret shows.

/** With so many, every operation has succeeded at least once. */
const ENOUGH_FOR_ALL = 4000
/** There is an administrator already. */
const NEVER_DONE = ['users.bootstrap']

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5000' }, seed: { type: 'string' }, postgres: { type: 'string' } },
})
const runs = Number(values.runs)
const seed = Number(values.seed ?? randomInt(2 ** 31))
const say = (text: string) => process.stdout.write(`${text}\n`)

say(`Fuzzing with ${runs} requests. The same again: pnpm test:fuzz --seed ${seed} --runs ${runs}`)
const damage: string[] = []
process.on('uncaughtException', (error) => damage.push(`uncaught: ${error.stack}`))
process.on('unhandledRejection', (reason) =>
  damage.push(`unhandled: ${reason instanceof Error ? reason.stack : reason}`),
)

// Until it is known to be right.
process.exitCode = 1
const report = createReport()
const begin = performance.now()
try {
  await using server = await startFuzzServer(values.postgres)
  const document = describeApi({ publicUrl: server.publicUrl, productName: 'Roster' })
  const cast = createCast(server)
  const requests = fc.sample(request, { seed, numRuns: runs })
  for await (const outcome of runFuzz(server, cast, requests, createOracle(createReplyRules(document))))
    report.add(outcome)
  damage.push(...(await findDamage(server, cast.secrets)))
} catch (error) {
  damage.push(`the fuzz itself: ${error instanceof Error ? error.stack : error}`)
}
if (runs >= ENOUGH_FOR_ALL)
  damage.push(
    ...report.neverDone
      .filter((place) => !NEVER_DONE.includes(place))
      .map((place) => `${place} did not succeed even once`),
  )

say(report.text())
for (const line of damage) say(`  ! ${line}`)
const failed = report.failed + damage.length
say(`\nseed ${seed}, ${Math.round((performance.now() - begin) / 1000)} s`)
say(`${report.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
