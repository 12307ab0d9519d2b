/** `unknown`: could not be looked at, which is no fault by itself. */
export type Level = 'ok' | 'warning' | 'problem' | 'unknown'

/** One thing that was looked at. Never holds a secret. */
export interface Finding {
  /** What it is about, in a word or two: `Database`. */
  readonly about: string
  readonly level: Level
  /** What is the case. */
  readonly says: string
  /** What to do about it. */
  readonly advice?: string
}

/** The findings about one thing. */
export function findingsAbout(about: string) {
  const make =
    (level: Level) =>
    (says: string, advice?: string): Finding => ({ about, level, says, ...(advice !== undefined && { advice }) })
  return { ok: make('ok'), warning: make('warning'), problem: make('problem'), unknown: make('unknown') }
}

/** A check never ends the others: what it throws becomes a finding. Messages of drivers may name hosts, not secrets. */
export async function attempt(
  about: string,
  check: () => Promise<readonly Finding[]>,
  explain: (error: unknown) => string,
): Promise<readonly Finding[]> {
  try {
    return await check()
  } catch (error) {
    return [findingsAbout(about).problem('could not be looked at', explain(error))]
  }
}
