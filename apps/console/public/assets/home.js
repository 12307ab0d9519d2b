import { call } from './api.js'
import { connect, goOn } from './form.js'

const signIn = document.querySelector('#sign-in')
const signedIn = document.querySelector('#signed-in')
/** Kept in this page alone: reloading signs out. */
let token

connect(signIn.querySelector('form'), async (fields) => {
  const pair = await call('POST', '/users/login', { body: fields })
  token = pair.access_token
  show(await call('GET', '/users/me', { token }))
  signIn.querySelector('form').reset()
  goOn(signIn, signedIn)
})

connect(signedIn.querySelector('form'), async () => {
  const ending = token
  token = undefined
  // Whatever the answer, this page has forgotten the token.
  await call('POST', '/users/logout', { token: ending }).catch(() => undefined)
  goOn(signedIn, signIn)
})

function show(user) {
  const texts = {
    name: user.name ?? '–',
    email: user.email_verified ? user.email : `${user.email} (not confirmed)`,
    role: user.role,
    created_at: new Date(user.created_at).toLocaleString(),
    id: user.id,
  }
  for (const [name, text] of Object.entries(texts)) signedIn.querySelector(`[data-field="${name}"]`).textContent = text
}
