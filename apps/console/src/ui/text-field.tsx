import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import { describedBy, Field, type FieldTexts, inputClass } from './field.tsx'

export interface TextFieldProps extends FieldTexts, Omit<ComponentProps<'input'>, 'id'> {
  readonly name: string
}

export function TextField({ label, hint, error, optional = false, className, ...input }: TextFieldProps) {
  const id = useId()
  const texts = { label, hint, error, optional }
  return (
    <Field id={id} {...texts}>
      <input {...input} id={id} className={classNames(inputClass, className)} {...describedBy(id, texts)} />
    </Field>
  )
}
