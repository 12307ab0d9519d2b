import { isRosterError } from '@roster/client'
import { type FormEvent, type RefObject, useRef, useState } from 'react'
import { errorText, fieldTexts } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'

type Values = Readonly<Record<string, string>>
type Errors = Readonly<Record<string, string | undefined>>

export interface FormOptions {
  /** What is wrong before the server is asked, by the field's name. */
  readonly check?: (values: Values) => Errors
  /** Sends it. What it throws is shown: beside its field, or above the form. */
  readonly submit: (values: Values) => Promise<unknown>
  /** Where an error that names no field belongs: `{ EMAIL_TAKEN: 'email' }`. */
  readonly errorFields?: Readonly<Record<string, string>>
}

export interface FormState {
  readonly props: {
    readonly ref: RefObject<HTMLFormElement | null>
    readonly noValidate: true
    readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
    readonly onInput: (event: FormEvent<HTMLFormElement>) => void
  }
  readonly busy: boolean
  /** What is wrong with a field. */
  readonly errors: Errors
  /** What went wrong with all of it. */
  readonly error: unknown
  /** What the last try failed with, also when it stands beside a field. */
  readonly cause: unknown
  readonly errorMessage: string | undefined
  readonly reset: () => void
  /** How often it was emptied: a key for fields that keep something of their own. */
  readonly resets: number
}

/**
 * A form that sends its fields, and shows what the server objects to beside the field it is about. Names of fields are
 * those of the call's input. Required fields are checked here, everything else by the server.
 */
export function useForm({ check, submit, errorFields = {} }: FormOptions): FormState {
  const messages = useMessages()
  const ref = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Errors>({})
  const [error, setError] = useState<unknown>()
  const [cause, setCause] = useState<unknown>()
  const [resets, setResets] = useState(0)

  const show = (wrong: Errors) => {
    setErrors(wrong)
    const first = inputsOf(ref.current).find(({ name }) => wrong[name] !== undefined)
    // After the message is there, so that it is read with the field.
    if (first) setTimeout(() => first.focus())
    return first !== undefined
  }

  const fail = (thrown: unknown) => {
    setCause(thrown)
    if (!isRosterError(thrown)) return setError(thrown)
    const field = errorFields[thrown.code]
    if (field !== undefined) return void show({ [field]: errorText(thrown, messages) })
    if (thrown.code !== 'VALIDATION_FAILED' || !show(fieldTexts(thrown, messages))) setError(thrown)
  }

  const send = async (form: HTMLFormElement) => {
    const values = valuesOf(form)
    const missing = inputsOf(form).filter(({ required, value }) => required && value === '')
    const wrong = {
      ...check?.(values),
      ...Object.fromEntries(missing.map(({ name }) => [name, messages.common.required])),
    }
    if (Object.values(wrong).some((text) => text !== undefined)) return void show(wrong)
    setBusy(true)
    try {
      await submit(values)
    } catch (thrown) {
      fail(thrown)
    } finally {
      setBusy(false)
    }
  }

  return {
    props: {
      ref,
      noValidate: true,
      onSubmit(event) {
        event.preventDefault()
        if (busy) return
        setErrors({})
        setError(undefined)
        setCause(undefined)
        void send(event.currentTarget)
      },
      onInput({ target }) {
        const { name } = target as HTMLInputElement
        if (errors[name] !== undefined) setErrors({ ...errors, [name]: undefined })
      },
    },
    busy,
    errors,
    error,
    cause,
    errorMessage: error === undefined ? undefined : errorText(error, messages),
    resets,
    reset() {
      ref.current?.reset()
      setResets((count) => count + 1)
      setErrors({})
      setError(undefined)
    },
  }
}

const inputsOf = (form: HTMLFormElement | null): HTMLInputElement[] => [
  ...(form?.querySelectorAll<HTMLInputElement>('input[name], select[name], textarea[name]') ?? []),
]

const valuesOf = (form: HTMLFormElement): Values =>
  Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
