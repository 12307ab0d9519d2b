import { useSyncExternalStore } from 'react'
import { readSetting, writeSetting } from '../stored-setting.ts'

/** By their own names, as people look for them. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(languages, value)

let current: Language = preferred()
const listeners = new Set<() => void>()
const loaders = new Set<(language: Language) => Promise<unknown>>()

/** What was chosen here, else the first language of the browser that there is, else English. */
function preferred(): Language {
  const chosen = readSetting('language')
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

export const currentLanguage = (): Language => current

/** Dates and numbers follow the browser's region where it has one for this language. */
export const currentLocale = (): string => navigator.languages.find((tag) => tag.split('-')[0] === current) ?? current

/** Has texts of a language loaded before it is switched to. */
export function onLanguage(load: (language: Language) => Promise<unknown>): void {
  loaders.add(load)
}

/** Switches when all texts are there, so that nothing flickers. */
export async function setLanguage(language: Language): Promise<void> {
  await Promise.all([...loaders].map((load) => load(language)))
  current = language
  writeSetting('language', language)
  document.documentElement.lang = language
  for (const listener of listeners) listener()
}

/** Loads the texts that the page starts with. */
export async function startLanguage(): Promise<void> {
  await Promise.all([...loaders].map((load) => load(current)))
  document.documentElement.lang = current
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage)
