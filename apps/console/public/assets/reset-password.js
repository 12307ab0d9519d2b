import { call } from './api.js'
import { connect, goOn, swap } from './form.js'
import { takeToken } from './link-token.js'

const token = takeToken()
const ask = document.querySelector('#ask')
const choose = document.querySelector('#choose')

if (token !== undefined) swap(ask, choose)

connect(ask.querySelector('form'), async (fields) => {
  const { message } = await call('POST', '/users/reset-password', { body: fields })
  document.querySelector('#sent-message').textContent = message
  goOn(ask, document.querySelector('#sent'))
})

connect(choose.querySelector('form'), async (fields) => {
  await call('POST', '/users/reset-password/confirm', { body: { ...fields, token } })
  goOn(choose, document.querySelector('#done'))
})
