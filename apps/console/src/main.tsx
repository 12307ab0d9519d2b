import './app.css'
import './page-title.ts'
import './visitors/link-token.ts'
import { isRosterError } from '@roster/client'
import { RosterProvider } from '@roster/client/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { client, queryClient } from './client.ts'
import { onConnection } from './connection.ts'
import { startLanguage } from './i18n/language.ts'
import { router } from './router.tsx'
import { showTheme } from './theme.ts'

showTheme()

/** Who is signed in decides what there is to see: signing out in one tab leads all of them out. */
let who = client.auth.user?.id
client.auth.subscribe(() => {
  const now = client.auth.user?.id
  if (now === who) return
  // Another tab may put somebody else in one's place.
  if (who !== undefined) queryClient.clear()
  who = now
  void router.invalidate()
})

onConnection((connection) => {
  if (connection !== 'ok') return
  void queryClient.invalidateQueries()
  void router.invalidate()
})

await startLanguage()

const root = document.querySelector('#root')
if (root !== null) {
  createRoot(root, {
    // The page says it already when a call has failed; anything else is a mistake of ours.
    onCaughtError: (error) => {
      if (!isRosterError(error)) reportError(error)
    },
  }).render(
    <StrictMode>
      <RosterProvider client={client}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </RosterProvider>
    </StrictMode>,
  )
}
