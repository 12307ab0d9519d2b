import { call } from './call.ts'
import { login } from './operations.ts'
import { ADMIN, type ServerProcess } from './server-process.ts'
import { describe } from './settle.ts'
import type { Target } from './writer.ts'

/** Signs the administrator in. */
export async function targetOf({ url }: Pick<ServerProcess, 'url'>): Promise<Target> {
  const outcome = await call(url, login(ADMIN.email, ADMIN.password))
  if (outcome.kind !== 'done') throw new Error(`The administrator cannot sign in: ${describe(outcome)}`)
  return { url, adminToken: String(outcome.value.accessToken) }
}
