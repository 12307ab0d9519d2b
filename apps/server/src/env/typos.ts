import { type VariableName, variables } from './variables.ts'

const NAMES = Object.keys(variables) as readonly VariableName[]
// Shorter names (HOST, PORT) are one letter away from names that other programs own.
const SHORTEST_GUESS = 8
const CLOSE = 2

/** Variables that look like misspelt ones of ours: `REFRESH_IDLE_TTL`, `AUTH_SECERT`. One line for each. */
export function typosIn(source: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(source).flatMap((name) => {
    const meant = isOurs(name) ? undefined : NAMES.find((known) => looksLike(name, known))
    return meant === undefined ? [] : [`${name}: is not read; did you mean ${meant}?`]
  })
}

const isOurs = (name: string) => Object.hasOwn(variables, name)

function looksLike(name: string, known: string): boolean {
  if (name.includes('_') && known.startsWith(`${name}_`)) return true
  return (
    name.length >= SHORTEST_GUESS &&
    known.length >= SHORTEST_GUESS &&
    name.length <= 40 &&
    distance(name, known) <= CLOSE
  )
}

/** Levenshtein's: how many letters have to be added, left out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
