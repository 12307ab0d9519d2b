import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../env.ts'
import { type Chapter, readChapters } from './claim.ts'
import { judge } from './judge.ts'
import { claimsPage } from './page.ts'
import { addFaults, addFuzz, addVitest, type Result } from './results.ts'

function gathered(work: (add: (name: string, result: Result) => void) => void): Record<string, Result> {
  const results: Record<string, Result> = {}
  work((name, result) => {
    results[name] = result
  })
  return results
}

const chapterWith = (...evidence: string[]): readonly Chapter[] => [
  { title: 'Things', claims: [{ promise: 'Things work.', reference: ['RFC 1'], evidence }] },
]
const results = new Map<string, Result>([
  ['a.test.ts > table > one', 'passed'],
  ['a.test.ts > table > two', 'passed'],
  ['a.test.ts > other (1+1)', 'failed'],
  ['b.test.ts > left out', 'skipped'],
])

test.each([
  ['a.test.ts > table > one', 'passed'],
  ['a.test.ts > table > …', 'passed'],
  ['a.test.ts > …', 'failed'],
  ['a.test.ts > other (1+1)', 'failed'],
  ['b.test.ts > left out', 'skipped'],
  ['b.test.ts > …', 'skipped'],
  ['a.test.ts > table', 'missing'],
  ['a.test.ts > table > .*', 'missing'],
  ['c.test.ts > …', 'missing'],
  ['faults: none', 'missing'],
])('%s is %s', (evidence, verdict) => {
  expect(judge(chapterWith(evidence), results)).toEqual(new Map([[evidence, verdict]]))
})

test('a report of vitest names each test by its file, its groups and its title', () => {
  const assertionResults = [
    { ancestorTitles: ['group'], title: 'works', status: 'passed' },
    { ancestorTitles: [], title: 'breaks', status: 'failed' },
    { ancestorTitles: [], title: 'rests', status: 'pending' },
  ]
  const report = { testResults: [{ name: '/repo/src/a.test.ts', assertionResults }] }
  expect(gathered((add) => addVitest(add, report, '/repo'))).toEqual({
    'src/a.test.ts > group > works': 'passed',
    'src/a.test.ts > breaks': 'failed',
    'src/a.test.ts > rests': 'skipped',
  })
})

test('what faults and fuzz print is read', () => {
  const table = [
    'scenario     | tried | acknowledged | lost | outcome',
    '-------------|-------|--------------|------|--------',
    'kill-one     | 50    | 1200         | 0    | kept: all of it',
    'kill-two     | 50    | 1200         | 3    | BROKEN: lost: user 7',
    'kill-three   | –     | –            | –    | not tried: there is no PostgreSQL',
  ].join('\n')
  expect(gathered((add) => addFaults(add, table))).toEqual({
    'faults: kill-one': 'passed',
    'faults: kill-two': 'failed',
    'faults: kill-three': 'skipped',
  })
  expect(gathered((add) => addFuzz(add, 'seed 1, 9 s\n5000 passed, 0 failed\n'))).toEqual({ fuzz: 'passed' })
  expect(gathered((add) => addFuzz(add, '4999 passed, 1 failed\n'))).toEqual({ fuzz: 'failed' })
  expect(gathered((add) => addFuzz(add, 'Error: it did not start\n'))).toEqual({})
})

test('the page has a row per promise with its results, and what is not claimed at the end', () => {
  const chapters: readonly Chapter[] = [
    {
      title: 'Things',
      claims: [
        { promise: 'Things | work.', reference: ['RFC 1', 'RFC 2'], evidence: ['a.test.ts > table > …', 'fuzz'] },
        { promise: 'Things fly.', reference: [], evidence: [], gap: 'not built' },
      ],
    },
  ]
  const page = claimsPage(chapters, new Map([['a.test.ts > table > …', 'passed']]))
  expect(page).toContain(
    '| Things \\| work. | RFC 1<br>RFC 2 | table › … ([a.test.ts](../a.test.ts))<br>`pnpm test:fuzz` | passed<br>missing |',
  )
  expect(page).toMatch(/## Not claimed\n\n### Things\n\n- Things fly\. — \*not built\*\n$/)
})

test('the claims of this repository can be read, and each names evidence or a gap', async () => {
  const chapters = await readChapters(join(repositoryRoot, 'docs/claims'))
  expect(chapters.flatMap(({ claims }) => claims).length).toBeGreaterThan(50)
})
