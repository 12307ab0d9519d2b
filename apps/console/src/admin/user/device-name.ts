import type { Session } from '@roster/client'
import { useMessages } from '../../i18n/messages.ts'

const BROWSERS = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bChrom(?:e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const

const find = (patterns: readonly (readonly [RegExp, string])[], text: string) =>
  patterns.find(([pattern]) => pattern.test(text))?.[1]

/** What a session's device is called: its browser and system, or what the program calls itself. */
export function useDeviceName(): (session: Pick<Session, 'userAgent'>) => string {
  const { sessions } = useMessages()
  return ({ userAgent }) => {
    if (userAgent === null) return sessions.unknownDevice
    const [browser, system] = [find(BROWSERS, userAgent), find(SYSTEMS, userAgent)]
    if (browser !== undefined && system !== undefined) return sessions.device(browser, system)
    return browser ?? system ?? userAgent.slice(0, 40)
  }
}
