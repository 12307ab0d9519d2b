import { isRosterError } from '@roster/client'
import { command, type GetRoster } from './command.ts'
import { profilePath, readProfile, writeProfile } from './profile/profile.ts'
import { profileTokens } from './profile/tokens.ts'
import { checkReachable } from './server/check-reachable.ts'
import { openClient } from './server/open-client.ts'
import { sendOnce } from './server/send.ts'

export const logout = (get: GetRoster) =>
  command('logout', {
    summary: 'Sign out.',
    details: 'Ends the session of the profile on the server, and forgets it here. Other sessions stay; API keys too.',
    examples: [
      ['roster logout', 'Signs out.'],
      ['roster logout --profile staging', 'Of one of several sign-ins.'],
      ['roster users sign-out me', 'Ends all your sessions, on every device.'],
    ],
  }).action(async () => {
    const { environment, settings, output } = get()
    const path = profilePath(environment, settings.profile)
    const profile = await readProfile(path)
    if (profile?.tokens == null) return output.value({ signedOut: false }, 'You were not signed in.')
    const { url } = profile
    try {
      await checkReachable(url, settings.timeoutMs)
      const { store, guard } = profileTokens(path, url)
      const client = openClient({ url, timeoutMs: settings.timeoutMs, tokens: store, fetch: guard(sendOnce) })
      await client.auth.signOut()
    } catch (error) {
      if (!isRosterError(error)) throw error
      await writeProfile(path, { url, tokens: null })
      output.note(
        `The session is forgotten here, but ${url} could not be told (${error.code}): it ends there by itself.`,
      )
    }
    output.value({ signedOut: true }, `Signed out of ${url}.`)
  })
