import type { RosterError } from '@roster/client'
import { useRoster, useSession } from '@roster/client/react'
import { useState } from 'react'

export function SignIn() {
  const { users, safe } = useRoster()
  const { signIn } = useSession()
  const [error, setError] = useState<RosterError>()

  const submit = async (form: FormData, isNew: boolean) => {
    const login = { email: String(form.get('email')), password: String(form.get('password')) }
    if (isNew) {
      const registered = await safe(users.register.mutate(login))
      if (registered.error) return setError(registered.error)
    }
    setError((await safe(signIn(login))).error)
  }

  return (
    <form action={(form) => submit(form, false)}>
      <h1>Sign in</h1>
      <Field name="email" label="E-mail address" type="email" error={error} />
      <Field name="password" label="Password" type="password" error={error} />
      <p role="alert">{error && message(error)}</p>
      <button type="submit">Sign in</button>
      <button type="submit" formAction={(form) => submit(form, true)}>
        Register
      </button>
    </form>
  )
}

function message(error: RosterError): string {
  switch (error.code) {
    case 'RATE_LIMITED':
      return `Too many attempts. Try again in ${error.retryAfterSeconds} seconds.`
    case 'NETWORK':
    case 'TIMEOUT':
      return 'There is no connection.'
    case 'VALIDATION_FAILED':
      return ''
    default:
      return error.message
  }
}

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly error: RosterError | undefined
}

function Field({ name, label, type, error }: FieldProps) {
  return (
    <p>
      <label>
        {label} <input name={name} type={type} required />
      </label>{' '}
      <small>{error?.fields[name]?.message}</small>
    </p>
  )
}
