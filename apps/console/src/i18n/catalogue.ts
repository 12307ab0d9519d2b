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
  /** The texts of a language, or nothing until they are loaded. */
  get(language: Language): Translated<Texts> | undefined
  load(language: Language): Promise<Translated<Texts>>
}

/** Texts of one part of the app. English comes with the code that shows it, other languages when they are wanted. */
export function createCatalogue<Texts>(en: Translated<Texts>, others: Loaders<Texts>): Catalogue<Texts> {
  const loaded = new Map<Language, Translated<Texts>>([['en', en]])
  const loading = new Map<Language, Promise<Translated<Texts>>>()
  const load = (language: Language): Promise<Translated<Texts>> => {
    const known = loading.get(language)
    if (known !== undefined) return known
    const texts = (language === 'en' ? Promise.resolve(en) : others[language]()).then((found) => {
      loaded.set(language, found)
      return found
    })
    loading.set(language, texts)
    texts.catch(() => loading.delete(language))
    return texts
  }
  onLanguage(load)
  return { get: (language) => loaded.get(language), load }
}

/** The texts in the viewer's language. Renders again when that changes. */
export function useTexts<Texts>({ get, load }: Catalogue<Texts>): Translated<Texts> {
  const language = useLanguage()
  return get(language) ?? use(load(language))
}
