import { expect, test } from 'vitest'
import { inSentence } from './in-sentence.ts'

test('a name that could turn the rest of a sentence round is kept to itself', () => {
  expect(inSentence('abc \u202egnp.exe')).toBe('\u2068abc \u202egnp.exe\u2069')
  expect(inSentence('محمد')).toBe('\u2068محمد\u2069')
})

test.each(['Ada Lovelace', 'Žofie', '李小龍', '<img onerror=x>'])('%s stays as it is', (name) => {
  expect(inSentence(name)).toBe(name)
})
