import type { Login } from '@roster/client'
import { useRouter } from '@tanstack/react-router'
import { client } from '../client.ts'

/** Signs somebody in whose account has just been made, and leads them in; or to the sign-in, when that is refused. */
export function useGoOn(): (login: Login) => Promise<void> {
  const router = useRouter()
  return async (login) => {
    const { error } = await client.safe(client.auth.signIn(login))
    await router.navigate({ to: error === undefined ? '/' : '/sign-in' })
  }
}
