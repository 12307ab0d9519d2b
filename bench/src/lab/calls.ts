import { setTimeout as delay } from 'node:timers/promises'
import { ADMIN } from './roster.ts'

/** Of everybody whom a benchmark registers. */
export const PASSWORD = 'a password of this benchmark'

export interface SignedIn {
  readonly accessToken: string
  readonly userId: string
}

/** Signs in over REST. Throws when it is refused. */
export async function signIn(
  url: string,
  who: { readonly email: string; readonly password: string } = ADMIN,
): Promise<SignedIn> {
  const body = await post(`${url}/api/v1/users/login`, who)
  return { accessToken: String(body.access_token), userId: String((body.user as { id: string }).id) }
}

/** Registers people, one after the other: hashing takes all cores as it is. */
export async function register(url: string, emails: readonly string[]): Promise<void> {
  for (const email of emails) await post(`${url}/api/v1/users`, { email, password: PASSWORD })
}

/** Registers somebody and signs them in. */
export async function registerAndSignIn(url: string, email: string): Promise<SignedIn> {
  await register(url, [email])
  return signIn(url, { email, password: PASSWORD })
}

/** Posts JSON and reads JSON; waits where the server is busy. Throws when the answer is an error. */
async function post(url: string, body: object): Promise<Record<string, unknown>> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (response.ok) return JSON.parse(text) as Record<string, unknown>
    if (response.status !== 503 || attempt === 10) throw new Error(`POST ${url}: ${response.status} ${text}`)
    await delay(1000)
  }
}
