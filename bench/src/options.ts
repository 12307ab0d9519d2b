import { parseArgs } from 'node:util'

export interface Options {
  readonly quick: boolean
  /** Names of benchmarks; none means all. */
  readonly only: readonly string[]
  readonly postgres: string
  readonly users: number
  readonly write: boolean
  readonly help: boolean
}

export const USAGE = `pnpm bench [--quick] [--only NAME]… [--users N] [--postgres URL] [--no-write]

  --quick         a third of the time: fewer and shorter rounds, fewer users
  --only NAME     this benchmark alone; may be repeated
  --users N       how many users to list and search (1000000; 100000 with --quick)
  --postgres URL  any database on a server whose role may create others
                  (postgresql://postgres@127.0.0.1:5432/postgres)
  --no-write      leave bench/results.md as it is; so does --only

Benchmarks:`

/** Reads the command line. Throws an Error with a message for a person. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      postgres: { type: 'string', default: 'postgresql://postgres@127.0.0.1:5432/postgres' },
      users: { type: 'string' },
      write: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  })
  const unknown = values.only.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  const users = Number(values.users ?? (values.quick ? 100_000 : 1_000_000))
  if (!Number.isInteger(users) || users < 1000) throw new Error('--users takes a whole number from 1000 on.')
  return { ...values, users, write: values.write && values.only.length === 0 }
}
