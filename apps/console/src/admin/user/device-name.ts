import type { Session } from '@roster/client'
import { deviceOf } from '../../account/device.ts'
import { useMessages } from '../../i18n/messages.ts'

/** What a session's device is called: its browser and system, or what the program calls itself. */
export function useDeviceName(): (session: Pick<Session, 'userAgent'>) => string {
  const { sessions } = useMessages()
  return ({ userAgent }) => {
    const device = deviceOf(userAgent)
    if (device === undefined) return sessions.unknownDevice
    return device.system === undefined ? device.browser : sessions.device(device.browser, device.system)
  }
}
