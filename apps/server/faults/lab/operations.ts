/** One operation of the API as both wires write it. */
export interface Operation {
  readonly rest: { readonly method: string; readonly path: string; readonly body?: object }
  readonly trpc: { readonly type: 'query' | 'mutation'; readonly path: string; readonly input?: object }
  readonly ifMatch?: string | undefined
  readonly idempotencyKey?: string | undefined
}

export const register = (input: { email: string; password: string; name: string }): Operation => ({
  rest: { method: 'POST', path: '/users', body: input },
  trpc: { type: 'mutation', path: 'users.register', input },
})

export const login = (email: string, password: string): Operation => ({
  rest: { method: 'POST', path: '/users/login', body: { email, password } },
  trpc: { type: 'mutation', path: 'users.login', input: { email, password } },
})

export const refresh = (refreshToken: string): Operation => ({
  rest: { method: 'POST', path: '/users/refresh', body: { refresh_token: refreshToken } },
  trpc: { type: 'mutation', path: 'users.refresh', input: { refreshToken } },
})

export const read = (userId: string): Operation => ({
  rest: { method: 'GET', path: `/users/${userId}` },
  trpc: { type: 'query', path: 'users.get', input: { userId } },
})

export const list = (): Operation => ({
  rest: { method: 'GET', path: '/users?limit=5' },
  trpc: { type: 'query', path: 'users.list', input: { limit: 5 } },
})

export const rename = (userId: string, name: string, ifMatch?: string): Operation => ({
  rest: { method: 'PATCH', path: `/users/${userId}`, body: { name } },
  trpc: { type: 'mutation', path: 'users.update', input: { userId, name } },
  ifMatch,
})

export const changePassword = (userId: string, currentPassword: string, password: string): Operation => ({
  rest: { method: 'PATCH', path: `/users/${userId}`, body: { password, current_password: currentPassword } },
  trpc: { type: 'mutation', path: 'users.update', input: { userId, password, currentPassword } },
})

export const remove = (userId: string): Operation => ({
  rest: { method: 'DELETE', path: `/users/${userId}` },
  trpc: { type: 'mutation', path: 'users.delete', input: { userId } },
})

export const restore = (userId: string): Operation => ({
  rest: { method: 'POST', path: `/users/${userId}/restore` },
  trpc: { type: 'mutation', path: 'users.restore', input: { userId } },
})

export const askForReset = (email: string): Operation => ({
  rest: { method: 'POST', path: '/users/reset-password', body: { email } },
  trpc: { type: 'mutation', path: 'users.resetPassword', input: { email } },
})
