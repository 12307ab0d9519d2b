import { expect, test } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'

/** What every text of a catalogue says, by its path; texts with parameters say them. */
function textsOf(catalogue: object, path = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]: [string, unknown]): [string, string][] => {
      const here = `${path}/${key}`
      if (typeof value === 'string') return [[here, value]]
      if (typeof value === 'function') return [[here, String(value('⟨1⟩', '⟨2⟩'))]]
      return [...textsOf(value as object, here)]
    }),
  )
}

test('German says something everywhere, with every parameter, and is not English', () => {
  const [english, german] = [textsOf(en), textsOf(de)]
  const SAME = ['Name', 'Administrator', 'Status']
  for (const [path, text] of english) {
    const translated = german.get(path) ?? ''
    expect([path, translated.trim() !== '']).toEqual([path, true])
    expect([path, translated === text && !SAME.includes(text)]).toEqual([path, false])
    for (const parameter of ['⟨1⟩', '⟨2⟩']) {
      expect([path, translated.includes(parameter)]).toEqual([path, text.includes(parameter)])
    }
  }
})
