import { killWhileWriting } from '../lab/kill-while-writing.ts'
import type { Scenario } from '../lab/scenario.ts'
import { postgresStore } from '../lab/store.ts'

/** A 2xx answer survives `kill -9`, and nothing is half written: PostgreSQL, whose own part of that is not on trial. */
export const killPostgres: Scenario = {
  name: 'kill-postgres',
  async run(lab) {
    const cluster = await lab.postgres()
    if (typeof cluster === 'string') return { kind: 'not tried', why: cluster }
    const { url } = await cluster.createDatabase()
    return killWhileWriting(lab, postgresStore(url, lab.dir('data')), Math.ceil(lab.kills / 5))
  },
}
