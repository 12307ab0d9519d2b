import type { Cluster } from './postgres.ts'
import type { Random } from './random.ts'
import type { ServerProcess, Settings } from './server-process.ts'
import type { Store } from './store.ts'

/** What a scenario works with. Everything it makes is below one directory that goes with the run. */
export interface Lab {
  readonly random: Random
  /** How often to kill, at the most. */
  readonly kills: number
  /** Tells whoever watches how far it is. */
  say(progress: string): void
  dir(name: string): string
  spawn(settings: Settings): Promise<ServerProcess>
  start(settings: Settings): Promise<ServerProcess>
  /** Does what keeps the machine busy while no other scenario of the same group does. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
  /** A new embedded database: migrated, with an administrator and nothing else. */
  embedded(): Promise<Store & { readonly dataDir: string }>
  /** A private PostgreSQL, shared by the scenarios and never the one that others use; or why there is none. */
  postgres(): Promise<Cluster | string>
}
