import { createRosterClient } from '@roster/client'
import { RosterProvider } from '@roster/client/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const queryClient = new QueryClient()
const client = createRosterClient({
  url: '',
  tokens: 'cookie',
  // Nothing of the last user may be shown to the next one.
  onSignedOut: () => queryClient.clear(),
})

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <RosterProvider client={client}>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </RosterProvider>,
  )
}
