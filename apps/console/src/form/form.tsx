import type { ReactNode } from 'react'
import { Announced, Note } from '../ui/note.tsx'
import type { FormState } from './use-form.ts'

export interface FormProps {
  readonly form: FormState
  readonly children: ReactNode
  readonly className?: string
}

/** The fields of a form, below what went wrong with all of it. */
export function Form({ form, className = 'flex flex-col gap-4', children }: FormProps) {
  return (
    <form {...form.props} className={className}>
      <Announced>{form.errorMessage !== undefined && <Note tone="danger">{form.errorMessage}</Note>}</Announced>
      {children}
    </form>
  )
}
