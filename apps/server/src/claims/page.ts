import type { Chapter, Claim } from './claim.ts'
import type { Verdict } from './judge.ts'

const INTRODUCTION = `# Security claims

What Roster promises, the requirement that it answers to, the test that shows it, and that test's last result.
Made by \`pnpm docs:claims\` of the files in \`docs/claims\` and of a run of everything named here; do not edit it by hand.
A promise whose test is missing, was left out or failed stops that command: it is not made. What is not claimed stands
at the end. \`…\` stands for every case of a table.

ASVS is OWASP's Application Security Verification Standard 5.0.0; NIST is SP 800-63B-4.`

/** The page of claims, in Markdown. */
export function claimsPage(chapters: readonly Chapter[], verdicts: ReadonlyMap<string, Verdict>): string {
  const claimed = chapters.map(({ title, claims }) => chapterOf(title, claims, verdicts)).filter((part) => part !== '')
  const gaps = chapters.flatMap(({ title, claims }) => {
    const lines = claims.flatMap(({ promise, gap }) => (gap === undefined ? [] : [`- ${promise} — *${gap}*`]))
    return lines.length === 0 ? [] : [`### ${title}\n\n${lines.join('\n')}`]
  })
  return `${[INTRODUCTION, ...claimed, '## Not claimed', ...gaps].join('\n\n')}\n`
}

function chapterOf(title: string, claims: readonly Claim[], verdicts: ReadonlyMap<string, Verdict>): string {
  const rows = claims.filter(({ evidence }) => evidence.length > 0).map((claim) => rowOf(claim, verdicts))
  if (rows.length === 0) return ''
  return [`## ${title}\n`, '| Promise | Reference | Shown by | Last result |', '|---|---|---|---|', ...rows].join('\n')
}

function rowOf({ promise, reference, evidence }: Claim, verdicts: ReadonlyMap<string, Verdict>): string {
  const results = evidence.map((text) => verdicts.get(text) ?? 'missing')
  const cells = [promise, reference.join('<br>'), evidence.map(linkTo).join('<br>'), results.join('<br>')]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

/** A test by its title and its file; a scenario by the command that runs it. */
function linkTo(evidence: string): string {
  const [file = '', ...titles] = evidence.split(' > ')
  if (titles.length > 0) return `${titles.map(inText).join(' › ')} ([${file.split('/').at(-1)}](../${file}))`
  const [, scenario] = /^faults: (.+)$/.exec(evidence) ?? []
  return scenario === undefined ? '`pnpm test:fuzz`' : `\`pnpm test:faults --only ${scenario}\``
}

/** Titles hold stars, brackets and signs that Markdown would take for its own. */
const inText = (title: string) => title.replace(/[\\`*_[\]<>]/g, '\\$&')
