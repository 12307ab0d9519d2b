import { call } from '../lab/call.ts'
import { openMailbox } from '../lab/mailbox.ts'
import { askForReset, register } from '../lab/operations.ts'
import { freePort } from '../lab/places.ts'
import type { Scenario } from '../lab/scenario.ts'
import { createTally, expectThat } from '../lab/tally.ts'

const PERSON = { email: 'late@faults.test', password: 'a long pass phrase', name: 'Late' }

/** A mail whose token has expired while SMTP was down is dropped, and the log says why; the others arrive. */
export const mailExpired: Scenario = {
  name: 'mail-expired',
  together: 'smtp',
  async run(lab) {
    const tally = createTally()
    const store = await lab.embedded()
    const port = await freePort()
    const settings = { ...store.settings, SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'faults@faults.test' }
    {
      await using server = await lab.alone(() => lab.start(settings))
      for (const operation of [register(PERSON), askForReset(PERSON.email)]) {
        tally.tried += 1
        if ((await call(server.url, operation)).kind === 'done') tally.acknowledged += 1
      }
      await server.output.line(/"template":"reset-password".*"mail delayed"/, 30_000)
      await server.stop()
    }
    // Half an hour passes.
    await store.inspect(({ pool }) =>
      pool.query(`UPDATE mails SET next_attempt_at = created_at, expires_at =
        CASE template WHEN 'reset-password' THEN now() - interval '1 second' ELSE expires_at END`),
    )
    await using mailbox = await openMailbox('takes', port)
    await using server = await lab.alone(() => lab.start(settings))
    await server.output.line(/"mail dropped"/, 30_000)
    await server.output.line(/"mail sent"/, 30_000)
    await server.stop()
    const [dropped] = server.output.entries(/"mail dropped"/)
    expectThat(tally, dropped?.reason === 'expired', `the log says ${JSON.stringify(dropped)}`)
    expectThat(tally, mailbox.taken.length === 1, `${mailbox.taken.length} mails arrived instead of 1`)
    return {
      kind: 'tried',
      what: '1 expired mail, 1 other',
      tally,
      outcome: 'dropped with its reason in the log; the other arrives',
    }
  },
}
