import { Prisma } from '@roster/db'

/** The text that is searched: the same expression as that of the indexes (migration `search`). */
const TEXT = Prisma.raw(`lower(email || E'\\n' || coalesce(name, ''))`)
/** Three of these in a row make a trigram, in every locale. */
const TRIGRAM = /[a-z0-9]{3}/i
/** Single letters that are in no index, because nearly every address has them: see `text_pairs` in the migration. */
const EVERYWHERE = /^[a-z0-9.@ ]$/

/** How a search is made: what it means, how an index finds it, and how far to look without one first. */
export interface Search {
  readonly condition: Prisma.Sql
  /** What an index narrows down, in addition. */
  readonly indexed: Prisma.Sql
  /**
   * Rows of the list to look through before an index is asked. What is frequent is found among them; what is not has
   * so few matches that fetching and sorting them all takes a moment.
   */
  readonly walk: number
}

/** A substring of address or name in any case; `%`, `_` and `\` stand for themselves. */
export function searchFor(text: string): Search {
  const wanted = text.normalize('NFC')
  const like = (value: string) => Prisma.sql`${TEXT} LIKE lower(${value})`
  // Neither addresses nor names have one, and the text has one between them.
  const condition = wanted.includes('\n') ? Prisma.sql`false` : like(`%${wanted.replace(/[\\%_]/g, '\\$&')}%`)
  if (TRIGRAM.test(wanted)) return { condition, indexed: condition, walk: 2_500 }
  const found = pairsOf(wanted).map((pairs) => Prisma.sql`text_pairs(${TEXT}) @> ${pairs}::text[]`)
  if (found.length === 0) return { condition, indexed: condition, walk: 5_000 }
  return { condition, indexed: Prisma.sql`(${Prisma.join(found, ' OR ')}) AND ${condition}`, walk: 5_000 }
}

/**
 * The pairs of neighbours of a text that are in the index, or the one letter it consists of. What `lower` makes of
 * letters beyond ASCII is for the database's locale to say, all or none: both are looked for.
 */
function pairsOf(text: string): readonly string[][] {
  const letters = [...text]
  // One letter becomes two, or another one, depending on who is asked, and a sigma on whether a word ends with it.
  const isSimple = (letter = '') => letter !== 'Σ' && [...letter.toLowerCase()].length === 1
  const spellings = [
    letters.map((letter) => (isSimple(letter) ? letter.toLowerCase() : '')),
    letters.map((letter) => (isSimple(letter) ? letter.replace(/[A-Z]/, (ascii) => ascii.toLowerCase()) : '')),
  ].map((spelling) =>
    spelling.length === 1 ? spelling.filter((letter) => !EVERYWHERE.test(letter)) : pairUp(spelling),
  )
  const different = new Map(spellings.map((pairs) => [pairs.join('\n'), pairs]))
  return [...different.values()].filter((pairs) => pairs.length > 0 && pairs[0] !== '')
}

function pairUp(letters: readonly string[]): string[] {
  const pairs = letters.slice(1).map((letter, index) => [letters[index] ?? '', letter] as const)
  return [...new Set(pairs.filter((pair) => !pair.includes('')).map((pair) => pair.join('')))]
}
