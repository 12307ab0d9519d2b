import { join } from 'node:path'
import { PASSWORD } from '../lab/calls.ts'
import { type Child, startChild } from '../lab/child.ts'

const SCRIPT = join(import.meta.dirname, '../../peers/better-auth.js')
const COST = '10'

export interface BetterAuth extends Child {
  readonly url: string
  /** Registers somebody; gives the cookie of their session. */
  signUp(email: string): Promise<string>
}

/** better-auth on Fastify and PostgreSQL, with bcrypt at cost 10. */
export async function startBetterAuth(databaseUrl: string, hasher: 'bcrypt' | 'bcryptjs'): Promise<BetterAuth> {
  const child = await startChild({ script: SCRIPT, args: [databaseUrl, COST, hasher], ready: /^listening (\d+)$/m })
  const url = `http://127.0.0.1:${child.match[1]}`
  return {
    ...child,
    url,
    async signUp(email) {
      const response = await fetch(`${url}/api/auth/sign-up/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ email, password: PASSWORD, name: 'Somebody' }),
      })
      if (!response.ok) throw new Error(`better-auth: ${response.status} ${await response.text()}`)
      return response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';', 1)[0])
        .join('; ')
    },
  }
}
