import { Button, type ButtonProps } from '../ui/button.tsx'
import type { FormState } from './use-form.ts'

export interface SubmitButtonProps extends Omit<ButtonProps, 'form'> {
  readonly form: FormState
}

export function SubmitButton({ form, look = 'primary', ...rest }: SubmitButtonProps) {
  return <Button {...rest} type="submit" look={look} busy={form.busy} />
}
