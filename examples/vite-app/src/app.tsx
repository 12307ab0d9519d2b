import type { UserRead } from '@roster/client'
import { rosterQueries, SignedIn, useRoster, useSession } from '@roster/client/react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { SignIn } from './sign-in.tsx'

export function App() {
  return (
    <SignedIn pending={<p>…</p>} fallback={<SignIn />}>
      {(user) => <Profile user={user} />}
    </SignedIn>
  )
}

function Profile({ user }: { readonly user: UserRead }) {
  const roster = rosterQueries(useRoster())
  const { signOut } = useSession()
  const sessions = useQuery(roster.sessions.list.queryOptions({ userId: 'me' }))
  const update = useMutation(roster.users.update.mutationOptions())
  return (
    <>
      <h1>Hello, {user.name ?? user.email}</h1>
      <form action={(form) => update.mutate({ userId: 'me', name: String(form.get('name')) })}>
        <label>
          Name <input name="name" defaultValue={user.name ?? ''} />
        </label>
        <button type="submit">Save</button>
        <p role="alert">{update.error?.fields.name?.message ?? update.error?.message}</p>
      </form>
      <h2>Signed in</h2>
      <ul>
        {sessions.data?.items.map((session) => (
          <li key={session.id}>
            {session.userAgent} {session.current && '(here)'}
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => void signOut().catch(() => undefined)}>
        Sign out
      </button>
    </>
  )
}
