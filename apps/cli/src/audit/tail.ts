import { setTimeout as sleep } from 'node:timers/promises'
import { type AuditEvent, isRosterError, type RosterClient } from '@roster/client'
import { command, type GetRoster, parseCount } from '../command.ts'
import type { Roster } from '../roster.ts'
import { walk } from '../server/pages.ts'
import { printable } from '../terminal/text.ts'
import { lineOf } from './fields.ts'
import { ACTION, BY, filterOf, TO } from './filter.ts'

const DEFAULT_LINES = 10
const DEFAULT_INTERVAL_SECONDS = 2

export const tailAudit = (get: GetRoster) =>
  command('tail', {
    summary: 'Follow what happens, as it happens.',
    details:
      'Shows the last events, and then each new one, until Ctrl-C. Goes on when the server is away for a while, and misses nothing. With --json or --ndjson: one object on each line.',
    examples: [
      ['roster audit tail', 'Everything.'],
      ['roster audit tail --action session.refresh_reused', 'Stolen sessions, as they are noticed.'],
      ['roster audit tail --lines 100 --ndjson | jq -r .action', 'For a program.'],
    ],
  })
    .option(...BY)
    .option(...TO)
    .option(...ACTION)
    .option('-n, --lines <count>', 'How many events of the past to begin with.', parseCount, DEFAULT_LINES)
    .option('--interval <seconds>', 'How often to look.', parseCount, DEFAULT_INTERVAL_SECONDS)
    .action(async ({ lines, interval, ...who }) => {
      const roster = get()
      const client = await roster.client()
      const filter = await filterOf(client, who)
      const show = printerOf(roster)
      let newest = await follow(client, filter, undefined, lines, show)
      let isAway = false
      for (;;) {
        await sleep(interval * 1000)
        try {
          newest = await follow(client, filter, newest, undefined, show)
          if (isAway) roster.output.note('The server is back.')
          isAway = false
        } catch (error) {
          if (!isPassing(error)) throw error
          if (!isAway) roster.output.note('The server does not answer: trying on. Nothing is missed.')
          isAway = true
        }
      }
    })

type Filter = Awaited<ReturnType<typeof filterOf>>

/**
 * Shows what is newer than an event.
 * @param lines How many at the most
 * @returns the newest event now
 */
async function follow(
  client: RosterClient,
  filter: Filter,
  newest: AuditEvent | undefined,
  lines: number | undefined,
  show: (event: AuditEvent) => void,
): Promise<AuditEvent | undefined> {
  const fresh: AuditEvent[] = []
  // The log is read from its end: events of one moment keep their order, and none is counted twice.
  const events = walk(lines, (page) => client.audit.list.query({ ...filter, ...page }))
  for await (const event of events) {
    if (event.id === newest?.id) break
    fresh.push(event)
  }
  for (const event of fresh.toReversed()) show(event)
  return fresh[0] ?? newest
}

const isPassing = (error: unknown): boolean =>
  isRosterError(error, 'NETWORK', 'TIMEOUT', 'RATE_LIMITED', 'OVERLOADED', 'DATABASE_UNAVAILABLE', 'INTERNAL')

function printerOf({ output }: Roster): (event: AuditEvent) => void {
  if (output.isQuiet) return ({ id }) => output.raw(printable(id))
  if (output.format === 'text') return (event) => output.raw(printable(lineOf(event)))
  return (event) => output.line(event)
}
