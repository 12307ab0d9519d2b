/** A browser, or a program, and what it runs on. */
export interface Device {
  readonly browser: string
  readonly system: string | undefined
  readonly isMobile: boolean
}

/** The first that fits: many browsers also say that they are others. */
const BROWSERS = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Chrome'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^python|\bhttpx\//i, 'Python'],
  [/^node\b|^undici\b/i, 'Node.js'],
  [/^Go-http-client\//, 'Go'],
  [/^PostmanRuntime\//, 'Postman'],
  [/^roster-cli\b/i, 'Roster CLI'],
] as const

const SYSTEMS = [
  [/\biPad\b/, 'iPadOS'],
  [/\biPhone\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const

/** What a `User-Agent` says, in words. It is what the other side claims to be, and no more. */
export function deviceOf(userAgent: string | null): Device | undefined {
  if (userAgent === null || userAgent.trim() === '') return undefined
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (browser === undefined && system === undefined) return undefined
  return {
    browser: browser ?? (userAgent.split(/[\s/(]/)[0] || '?'),
    system,
    isMobile: /\bMobile\b|\biP(?:ad|hone)\b|\bAndroid\b/.test(userAgent),
  }
}
