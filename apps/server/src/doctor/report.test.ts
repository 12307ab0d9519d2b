import { expect, test } from 'vitest'
import { findingsAbout } from './finding.ts'
import { renderJson, renderText } from './report.ts'

const { ok, problem } = findingsAbout('Database')
const findings = [
  ok('is there'),
  problem('is slow', 'Wait.\nOr do not.'),
  findingsAbout('Mail').warning('waits', 'Send it.'),
]

test('people read one aligned line each, with what to do below it', () => {
  expect(renderText(findings, false)).toBe(`
  ok       Database  is there
  PROBLEM            is slow
                     → Wait.
                     → Or do not.
  warning  Mail      waits
                     → Send it.

  1 problem, 1 warning.
`)
})

test('nothing but signs and advice is coloured, and only when that is wanted', () => {
  const control = String.fromCharCode(27)
  expect(renderText(findings, true)).toContain(`${control}[31mPROBLEM`)
  expect(renderText(findings, false)).not.toContain(control)
})

test('scripts get the same as JSON', () => {
  expect(JSON.parse(renderJson(findings))).toEqual({
    summary: { ok: 1, warning: 1, problem: 1, unknown: 0 },
    findings: [
      { about: 'Database', level: 'ok', says: 'is there' },
      { about: 'Database', level: 'problem', says: 'is slow', advice: 'Wait.\nOr do not.' },
      { about: 'Mail', level: 'warning', says: 'waits', advice: 'Send it.' },
    ],
  })
})

test('when everything is in order it says so', () => {
  expect(renderText([ok('is there')], false)).toContain('Everything is in order.')
})
