import { use } from 'react'
import { type Language, onLanguage, useLanguage } from './language.ts'

/** The shape of a catalogue: what is a text in English is a text in every language, with the same parameters. */
export type Translated<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : Texts[Key] extends (...args: infer Args) => string
      ? (...args: Args) => string
      : Translated<Texts[Key]>
}

type Loaders<Texts> = Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translated<Texts>>>>

export interface Catalogue<Texts> {
  /** The texts of a language; of one that is there, a promise that `use` need not wait for. */
  load(language: Language): Promise<Translated<Texts>>
}

/** Texts of one part of the app. English comes with the code that shows it, other languages when they are wanted. */
export function createCatalogue<Texts>(en: Translated<Texts>, others: Loaders<Texts>): Catalogue<Texts> {
  const loading = new Map<Language, Promise<Translated<Texts>>>([['en', fulfilled(Promise.resolve(en), en)]])
  const load = (language: Language): Promise<Translated<Texts>> => {
    const known = loading.get(language)
    if (known !== undefined || language === 'en') return known ?? Promise.resolve(en)
    const texts = others[language]()
    loading.set(language, texts)
    texts.then(
      (found) => fulfilled(texts, found),
      () => loading.delete(language),
    )
    return texts
  }
  onLanguage(load)
  return { load }
}

/** The texts in the viewer's language. Renders again when that changes. */
export function useTexts<Texts>({ load }: Catalogue<Texts>): Translated<Texts> {
  const language = useLanguage()
  // Always: React takes a component that calls it and, tried again, does not, for broken.
  return use(load(language))
}

/** Marks a promise as React does, so that `use` gives at once what is there. */
const fulfilled = <Value>(promise: Promise<Value>, value: Value) =>
  Object.assign(promise, { status: 'fulfilled', value })
