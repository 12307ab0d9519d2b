type Name = 'language' | 'theme' | 'signed-in'

/** A choice that this browser remembers. Storage may be forbidden: then nothing is remembered. */
export function readSetting(name: Name): string | null {
  try {
    return localStorage.getItem(`roster.${name}`)
  } catch {
    return null
  }
}

export function writeSetting(name: Name, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`roster.${name}`)
    else localStorage.setItem(`roster.${name}`, value)
  } catch {
    // It holds until the page is left.
  }
}
