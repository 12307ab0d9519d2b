/** What people leave in place of a secret, as it looks without separators. */
const WELL_KNOWN = [
  'changeme',
  'changethis',
  'replaceme',
  'replacethis',
  'placeholder',
  'secret',
  'password',
  'passphrase',
  'example',
  'default',
  'insecure',
  'development',
  'production',
  'roster',
  'qwerty',
  'letmein',
  'deadbeef',
  'lorem',
  '12345678',
  '01234567',
  'abcdefgh',
]

// 32 random hexadecimal digits hold fewer than 8 different ones less than once in ten million times.
const MIN_DIFFERENT_CHARACTERS = 8

/** Why a secret is easy to guess, or nothing. Looks at its form alone: no check can tell that it is random. */
export function weaknessOf(secret: string): string | undefined {
  const letters = secret.toLowerCase().replace(/[^a-z0-9]/g, '')
  const known = WELL_KNOWN.find((word) => letters.includes(word))
  if (known !== undefined) return `must be random: it holds the well-known text “${known}”`
  if (new Set(secret).size < MIN_DIFFERENT_CHARACTERS) return 'must be random: it holds too few different characters'
  if (repeatsItself(secret)) return 'must be random: it repeats itself'
  return undefined
}

/** A text is a repetition exactly when it is found inside its own doubling, the ends left out. */
const repeatsItself = (value: string) => (value + value).slice(1, -1).includes(value)
