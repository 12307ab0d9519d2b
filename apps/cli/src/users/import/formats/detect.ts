export type FileFormat = 'csv' | 'ndjson' | 'json-array' | 'json-object'

/** What a file is, by how it begins: names of files say little (Auth0 calls NDJSON `.json`). */
export function detectFormat(beginning: string): FileFormat {
  const text = beginning.replace(/^\uFEFF/, '').trimStart()
  if (text.startsWith('[')) return 'json-array'
  if (!text.startsWith('{')) return 'csv'
  const [first = '', second = ''] = text.split('\n', 2)
  const whole = objectIn(first) ?? (second.startsWith('{') ? objectIn(second) : undefined)
  return whole === undefined || ('users' in whole && second.trim() === '') ? 'json-object' : 'ndjson'
}

function objectIn(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
