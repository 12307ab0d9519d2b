import { parseArgs } from 'node:util'

export interface Options {
  readonly kills: number
  readonly seed: number
  /** Names of scenarios, or beginnings of names; all without it. */
  readonly only: readonly string[]
}

export const USAGE = `pnpm test:faults [--kills 50] [--seed NUMBER] [--only NAME]...

  --kills   how often the server is killed while it writes to the embedded engine (a fifth of it on PostgreSQL)
  --seed    repeats the random choices of an earlier run; the moments still depend on the machine
  --only    only the scenarios whose names begin with NAME
`

/** Throws a TypeError for what it does not know. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      kills: { type: 'string', default: '50' },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
  const kills = Number(values.kills)
  if (!Number.isInteger(kills) || kills < 1) throw new TypeError('--kills must be a whole number above 0')
  if (!Number.isInteger(seed)) throw new TypeError('--seed must be a whole number')
  return { kills, seed, only: values.only }
}
