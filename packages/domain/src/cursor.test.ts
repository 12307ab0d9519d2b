import { expect, test } from 'vitest'
import { openCursor, sealCursor } from './cursor.ts'
import { createVault, type Vault } from './vault.ts'

const vault = createVault('a secret of the tests, long enough')
const scope = ['users', 'name', undefined]

function openingOf(cursor: string, changes: { vault?: Vault; scope?: unknown } = {}): unknown {
  try {
    return openCursor(changes.vault ?? vault, changes.scope ?? scope, cursor)
  } catch (error) {
    return error
  }
}
const REFUSAL = expect.objectContaining({
  code: 'VALIDATION_FAILED',
  issues: [{ path: ['cursor'], code: 'invalid_cursor', message: expect.any(String) }],
})

test.each([[['a']], [['true', null, 'ü “x”']]])('a cursor gives back the position %j', (position) => {
  expect(openCursor(vault, scope, sealCursor(vault, scope, position))).toEqual(position)
})

test('a cursor of another list, or made under another secret, is refused', () => {
  const cursor = sealCursor(vault, scope, ['a'])
  expect(openingOf(cursor, { scope: ['audit', 'name', undefined] })).toEqual(REFUSAL)
  expect(openingOf(cursor, { vault: createVault('another secret, long enough') })).toEqual(REFUSAL)
})

test('a cursor that was changed in any character, cut or prolonged is refused', () => {
  // Of three lengths, so that the last character carries 6, 4 and 2 bits.
  for (const position of [['a'], ['ab'], ['abc']]) {
    const cursor = sealCursor(vault, scope, position)
    const changed = [...cursor].map(
      (char, at) => cursor.slice(0, at) + (char === 'B' ? 'C' : 'B') + cursor.slice(at + 1),
    )
    const prolonged = ['x', '!', '=', ' ', '\n', 'AAAA', '💥'].map((more) => `${cursor}${more}`)
    const cut = [cursor.slice(0, -1), cursor.slice(1), `${cursor.slice(0, 5)} ${cursor.slice(5)}`, '', 'x']
    for (const forged of [...changed, ...prolonged, ...cut]) expect(openingOf(forged), forged).toEqual(REFUSAL)
  }
})
