import { call } from './api.js'
import { connect, goOn, swap } from './form.js'
import { takeToken } from './link-token.js'

const token = takeToken()
const confirm = document.querySelector('#confirm')
const resend = document.querySelector('#resend')

if (token === undefined) swap(confirm, resend)

// Only a person presses a button: programs that open mailed links must not use them up.
connect(confirm.querySelector('form'), async () => {
  await call('POST', '/users/verify-email', { body: { token } })
  goOn(confirm, document.querySelector('#done'))
})

connect(resend.querySelector('form'), async (fields) => {
  const { message } = await call('POST', '/users/verify-email/resend', { body: fields })
  document.querySelector('#sent-message').textContent = message
  goOn(resend, document.querySelector('#sent'))
})
