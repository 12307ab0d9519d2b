import { useSyncExternalStore } from 'react'
import { readSetting, writeSetting } from './stored-setting.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

let current: Theme = themes.find((theme) => theme === readSetting('theme')) ?? 'system'
const listeners = new Set<() => void>()

/** Puts the chosen theme on the page. Without a choice the system decides. */
export function showTheme(): void {
  const { dataset } = document.documentElement
  if (current === 'system') delete dataset.theme
  else dataset.theme = current
}

export function setTheme(theme: Theme): void {
  current = theme
  writeSetting('theme', theme === 'system' ? null : theme)
  showTheme()
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, () => current)
