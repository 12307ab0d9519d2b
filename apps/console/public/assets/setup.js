import { call } from './api.js'
import { connect, goOn, swap } from './form.js'
import { takeToken } from './link-token.js'

const token = takeToken()
const create = document.querySelector('#create')

if (token === undefined) {
  swap(create, document.querySelector('#no-token'))
} else {
  connect(create.querySelector('form'), async (fields) => {
    await call('POST', '/users/bootstrap', { body: { ...fields, token } })
    goOn(create, document.querySelector('#done'))
  })
}
