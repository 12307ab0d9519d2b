import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createRosterClient } from './index.ts'
import { RosterProvider, SignedIn, SignedOut, useSession, useUser } from './react.ts'
import { ada, createFakeServer } from './testing/fake-server.ts'

// How it behaves in a browser is shown with the Vite app, in `consumers/examples.test.ts`.

const Greeting = () => SignedIn({ pending: 'pending', fallback: 'sign in', children: (user) => `hello ${user.name}` })

const page = () =>
  h(
    'main',
    null,
    h(Greeting),
    h(SignedIn, { only: 'admin' }, 'for admins'),
    h(SignedOut, null, 'signed out'),
    h(Status),
  )

function Status() {
  const { status } = useSession()
  return ` ${status} ${useUser()?.email}`
}

const render = (initialUser?: typeof ada | null) => {
  const client = createRosterClient({ url: 'http://roster.test', fetch: createFakeServer().fetch })
  return renderToString(h(RosterProvider, { client, initialUser }, page())).replaceAll(/<[^>]*>/g, '')
}

test('the server renders for whom it is told, and for nobody else', () => {
  expect(render()).toBe('pending unknown undefined')
  expect(render(null)).toBe('sign insigned out signedOut undefined')
  expect(render(ada)).toBe('hello Ada signedIn ada@example.com')
  expect(render({ ...ada, role: 'admin' })).toBe('hello Adafor admins signedIn ada@example.com')
})

test('a component without a provider says what is missing', () => {
  expect(() => renderToString(h(Status))).toThrow('<RosterProvider>')
})
