import { apiKeyScopes } from '@roster/api'
import {
  createApiKey,
  deleteUser,
  getCurrentUser,
  getUser,
  inviteUser,
  listUsers,
  login,
  refresh,
  registerUser,
  requestPasswordReset,
  systemContext,
} from '@roster/domain'
import { CANARY } from './fields.ts'
import type { CallerName } from './requests.ts'
import type { FuzzServer } from './server.ts'

const PASSWORD = `${CANARY} correct horse battery`
const OTHER_LASTS = 25

const inAnHour = () => new Date(Date.now() + 3600_000).toISOString()
const TOKENS = /"(?:access_?token|refresh_?token|secret)":"([^"]+)"/gi

/** Somebody with an account and a session. */
export interface Member {
  readonly id: string
  readonly email: string
  readonly access: string
  readonly refresh: string
  readonly session: string
}

/** The people that requests are made by and about. Who was deleted or signed out is followed by somebody new. */
export interface Cast {
  /** Who makes the next request: signed in, and in the role they are there for. An anonymous one has had an account. */
  enter(caller: CallerName): Promise<Member>
  /** The value with every name in angle quotes replaced by what it stands for at this moment. */
  fill<Value extends object | string>(value: Value, self: Member): Promise<Value>
  /** Every token that was given out. */
  readonly secrets: ReadonlySet<string>
  /** Learns of the tokens in a reply. */
  notice(body: string): void
}

export function createCast({ context: ctx, database, services, mails }: FuzzServer): Cast {
  const secrets = new Set<string>()
  const members = new Map<string, Member>()
  let people = 0
  let requests = 0

  const secret = (value: string): string => {
    secrets.add(value)
    return value
  }
  const newEmail = () => `person-${++people}@example.com`

  const hire = async (role: 'user' | 'admin'): Promise<Member> => {
    const email = newEmail()
    const { id } = await registerUser(ctx, { email, password: PASSWORD })
    if (role === 'admin') await database.pool.query("UPDATE users SET role = 'admin' WHERE id = $1", [id])
    const pair = await login(ctx, { email, password: PASSWORD })
    const claims = await services.accessTokens.verify(pair.accessToken)
    return {
      id,
      email,
      access: secret(pair.accessToken),
      refresh: secret(pair.refreshToken),
      session: claims?.sessionId ?? '',
    }
  }

  const signedIn = async (role: 'user' | 'admin'): Promise<Member> => {
    const known = members.get(role)
    const actor = known && (await getCurrentUser(ctx, known.access))
    if (known !== undefined && actor?.user.role === role) return known
    const member = await hire(role)
    members.set(role, member)
    return member
  }

  /** A new key that an administrator has made, and who that is. */
  const newKey = async (): Promise<{ id: string; secret: string; maker: Member }> => {
    const maker = await signedIn('admin')
    const actor = await getCurrentUser(ctx, maker.access)
    if (actor === undefined) throw new Error('The administrator is not signed in')
    const input = { name: 'Fuzz', scopes: [...apiKeyScopes], ipRanges: [], expiresAt: inAnHour() }
    const { id, secret: value } = await createApiKey({ ...ctx, actor }, input)
    return { id, secret: secret(value), maker }
  }

  const program = async (): Promise<Member> => {
    const { maker, ...key } = await newKey()
    return { ...maker, access: key.secret }
  }

  const bystander = async (name: 'other' | 'gone'): Promise<Member> => {
    const known = members.get(name)
    if (known !== undefined && requests % OTHER_LASTS !== 0) return known
    const member = await hire('user')
    if (name === 'gone') await deleteUser(ctx, { userId: member.id })
    members.set(name, member)
    return member
  }

  const mailedToken = async ({ email }: Pick<Member, 'email'>, page: string): Promise<string> => {
    await services.mailWorker.runOnce()
    const mail = mails.findLast(({ to, text }) => to === email && text.includes(`/${page}#token=`))
    return secret(/#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? 'no mail')
  }

  /** What the names mean. `about` is the user whom the request is about, if it says so. */
  const values: Readonly<Record<string, (self: Member, about: string) => Promise<string>>> = {
    password: async () => PASSWORD,
    etag: async (_, userId) => (await getUser(ctx, { userId }).catch(() => undefined))?.etag ?? '"1"',
    cursor: async () => {
      const page = await listUsers(ctx, { limit: 1, sort: '-created_at', includeTotal: false })
      return page.nextCursor ?? ''
    },
    'new.email': async () => newEmail(),
    'spent.refresh': async (self) => {
      const next = await refresh(ctx, { refreshToken: self.refresh }).catch(() => undefined)
      if (next !== undefined) secret(next.refreshToken)
      return self.refresh
    },
    'reset.token': async () => {
      const other = await bystander('other')
      await requestPasswordReset(ctx, { email: other.email })
      return mailedToken(other, 'reset-password')
    },
    'invited.id': async () => (await inviteUser(systemContext(services), { email: newEmail(), role: 'user' })).id,
    'invitation.token': async () => {
      const guest = await inviteUser(systemContext(services), { email: newEmail(), role: 'user' })
      return mailedToken(guest, 'accept-invitation')
    },
    'key.id': async () => (await newKey()).id,
    'key.secret': async () => (await newKey()).secret,
    soon: async () => inAnHour(),
    'verify.token': (self) => mailedToken(self, 'verify-email'),
  }

  const meaningOf = async (symbol: string, self: Member, about: string): Promise<string> => {
    const make = values[symbol]
    if (make !== undefined) return make(self, about)
    const [name = '', field = ''] = symbol.split('.')
    const member = name === 'other' || name === 'gone' ? await bystander(name) : self
    return member[field as keyof Member]
  }

  const fill = async (value: unknown, self: Member, about = self.id): Promise<unknown> => {
    if (typeof value === 'string') {
      const symbol = /«([\w.]+)»/.exec(value)
      return symbol === null ? value : value.replace(symbol[0], await meaningOf(symbol[1] ?? '', self, about))
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const filled = new Map<string, unknown>()
    for (const [key, part] of Object.entries(value)) {
      const userId = filled.get('userId')
      filled.set(key, await fill(part, self, typeof userId === 'string' && userId !== 'me' ? userId : self.id))
    }
    return Object.fromEntries(filled)
  }

  return {
    secrets,
    async enter(caller) {
      requests++
      if (caller === 'program') return program()
      return signedIn(caller === 'admin' ? 'admin' : 'user')
    },
    fill: async <Value>(value: Value, self: Member) => (await fill(value, self)) as Value,
    notice(body) {
      for (const [, token = ''] of body.matchAll(TOKENS)) secrets.add(token)
    },
  }
}
