// Registers somebody, signs in, changes a name and looks where they are signed in.
import { env, stdout } from 'node:process'
import { createRosterClient, isRosterError } from '@roster/client'

const client = createRosterClient({ url: env.ROSTER_URL ?? 'http://127.0.0.1:3000' })
const email = env.EMAIL ?? 'grace@example.com'
const password = env.PASSWORD ?? 'correct horse battery staple'

try {
  await client.users.register.mutate({ email, password, name: 'Grace' })
  say(`Registered ${email}.`)
} catch (error) {
  if (!isRosterError(error, 'EMAIL_TAKEN')) throw error
  say(`${email} is registered already.`)
}

const user = await client.auth.signIn({ email, password })
say(`Signed in as ${user.name}.`)

const { data, error } = await client.safe(client.users.update.mutate({ userId: 'me', name: '' }))
if (error) say(`Not a name: ${error.fields.name?.message}.`)
else say(`The server took ${data.name} for a name.`)

await client.users.update.mutate({ userId: 'me', name: 'Grace Hopper' })
say(`Now called ${client.auth.user?.name}.`)

// Calls that are made together travel together.
const [me, sessions] = await Promise.all([
  client.users.get.query({ userId: 'me' }),
  client.sessions.list.query({ userId: 'me' }),
])
say(`${me.email} is signed in ${sessions.items.length === 1 ? 'once' : `${sessions.items.length} times`}.`)

await client.auth.signOut()
say('Signed out.')

/** @param {string} line */
function say(line) {
  stdout.write(`${line}\n`)
}
