import { Check, Circle } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { PasswordField } from './password-field.tsx'
import { checkPassword, levels, type Strength, strengthOf } from './password-strength.ts'

export interface NewPasswordFieldProps {
  readonly name: 'password' | 'newPassword'
  readonly label: string
  readonly error?: string | undefined
  /** Whose it will be, when the form itself does not ask for name and address. */
  readonly owner?: { readonly email: string; readonly name: string | null }
}

interface Typed {
  readonly password: string
  readonly email: string
  readonly name: string
}

/** A password to be chosen: what the policy wants of it, and how strong it is, as one types. */
export function NewPasswordField({ name, label, error, owner }: NewPasswordFieldProps) {
  const id = useId()
  const [typed, setTyped] = useState<Typed>({ password: '', email: '', name: '' })
  const look = ({ currentTarget: input }: FormEvent<HTMLInputElement>) => {
    const typedIn = (other: string) => {
      const field = input.form?.elements.namedItem(other)
      return field instanceof HTMLInputElement ? field.value : ''
    }
    setTyped({
      password: input.value,
      email: owner?.email ?? typedIn('email'),
      name: owner?.name ?? typedIn('name'),
    })
  }
  return (
    <div className="flex flex-col gap-2.5">
      <PasswordField
        label={label}
        name={name}
        autoComplete="new-password"
        required
        error={error}
        onInput={look}
        aria-details={id}
      />
      <PasswordPolicy id={id} typed={typed} />
    </div>
  )
}

const BAR = {
  none: 'bg-line',
  weak: 'bg-danger',
  fair: 'bg-warn',
  good: 'bg-ok',
  strong: 'bg-ok',
} as const

function PasswordPolicy({ id, typed }: { readonly id: string; readonly typed: Typed }) {
  const { passwordPolicy: texts } = useMessages()
  const { passwordMinLength: minLength, productName } = settings
  const checks = checkPassword(typed.password, { ...typed, minLength, productName })
  const isAllowed = Object.values(checks).every(Boolean)
  const strength: Strength = isAllowed ? strengthOf(typed.password) : 'none'
  const level = levels.indexOf(strength)
  const rules = [
    [checks.isLongEnough, texts.length(minLength)],
    [checks.isNotYours, texts.notYours],
    [checks.isNotProduct, texts.notProduct(productName)],
  ] as const
  const isEmpty = typed.password === ''
  return (
    <div id={id} className="text-sm text-quiet">
      <div className="mb-2 flex items-center gap-3">
        <div className="grid flex-1 grid-cols-4 gap-1" aria-hidden="true">
          {levels.slice(1).map((each, index) => (
            <span key={each} className={`h-1 rounded-full ${index < level ? BAR[strength] : 'bg-line'}`} />
          ))}
        </div>
        <span aria-live="polite">{!isEmpty && `${texts.strength}: ${texts.levels[strength]}`}</span>
      </div>
      <ul className="flex flex-col gap-0.5">
        {rules.map(([isMet, text]) => (
          <Rule key={text} isMet={isMet && !isEmpty} text={text} />
        ))}
      </ul>
      <p className="mt-1.5">{texts.hint}</p>
    </div>
  )
}

function Rule({ isMet, text }: { readonly isMet: boolean; readonly text: string }) {
  const { passwordPolicy: texts } = useMessages()
  const Icon = isMet ? Check : Circle
  return (
    <li className={`flex items-center gap-2 ${isMet ? 'text-ok' : ''}`}>
      <Icon className={isMet ? 'size-4' : 'mx-1 size-2'} aria-hidden />
      {text}
      <span className="sr-only">({isMet ? texts.met : texts.unmet})</span>
    </li>
  )
}
