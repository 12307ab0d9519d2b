import { expect, test } from 'vitest'
import { createTestServer } from './test-server.ts'

test('a token in the wrong header is not kept with the session, and an honest user agent is kept as it is', async () => {
  await using server = await createTestServer()
  const account = { email: 'ada@example.com', password: 'correct horse battery' }
  await server.app.inject({ method: 'POST', url: '/api/v1/users', payload: account })
  const signIn = (userAgent: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v1/users/login',
      headers: { 'user-agent': userAgent },
      payload: account,
    })
  const browser =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
  const { access_token: accessToken, refresh_token: refreshToken } = (await signIn(browser)).json()
  await signIn(`Bearer ${accessToken}`)
  await signIn(`script/1.0 ${'x'.repeat(480)} ${refreshToken}`)

  const { rows } = await server.world.db.pool.query('SELECT user_agent FROM sessions ORDER BY id')
  const kept = rows.map(({ user_agent }) => String(user_agent))
  expect(kept[0]).toBe(browser)
  expect(kept).toHaveLength(3)
  for (const text of kept) {
    expect(text).not.toContain('eyJ')
    expect(text).not.toContain(refreshToken.slice(0, 12))
  }
})
