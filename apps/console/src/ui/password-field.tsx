import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { IconButton } from './button.tsx'
import { describedBy, Field, type FieldTexts, inputClass } from './field.tsx'

export interface PasswordFieldProps extends FieldTexts, Omit<ComponentProps<'input'>, 'id' | 'type'> {
  readonly name: string
  readonly autoComplete: 'current-password' | 'new-password'
  readonly aside?: ReactNode
}

/** A password, hidden until it is to be seen. Says so when Caps Lock is on. */
export function PasswordField({ label, hint, error, aside, ...input }: PasswordFieldProps) {
  const { fields } = useMessages()
  const id = useId()
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState?.('CapsLock') ?? false)
  const texts = { label, hint, error }
  return (
    <Field id={id} {...texts} aside={aside}>
      <div className="relative">
        <input
          {...input}
          {...describedBy(id, texts)}
          id={id}
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          className={`${inputClass} pr-12`}
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCapsLock(false)}
        />
        <IconButton
          label={shown ? fields.hidePassword : fields.showPassword}
          aria-pressed={shown}
          aria-controls={id}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 right-0"
        >
          {shown ? <EyeOff className="size-4.5" aria-hidden /> : <Eye className="size-4.5" aria-hidden />}
        </IconButton>
      </div>
      <div aria-live="polite" className="empty:absolute">
        {capsLock && <p className="text-sm text-warn">{fields.capsLock}</p>}
      </div>
    </Field>
  )
}
