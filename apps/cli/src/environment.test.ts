import { expect, test } from 'vitest'
import { readEnvironment } from './environment.ts'

test('an empty variable counts as none', () => {
  expect(readEnvironment({ ROSTER_URL: '', ROSTER_API_KEY: '' })).toMatchObject({ url: undefined, apiKey: undefined })
})

test.each([
  [{}, undefined],
  [{ NO_COLOR: '' }, undefined],
  [{ NO_COLOR: '1' }, false],
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '0' }, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('%j means colour: %s', (source, color) => {
  expect(readEnvironment(source).color).toBe(color)
})

test('profiles are kept below XDG_CONFIG_HOME', () => {
  expect(readEnvironment({ XDG_CONFIG_HOME: '/x' }).configDir).toBe('/x/roster')
  expect(readEnvironment({}).configDir).toMatch(/\/\.config\/roster$/)
})
