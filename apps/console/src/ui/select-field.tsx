import { ChevronDown } from 'lucide-react'
import { type ComponentProps, useId } from 'react'
import { classNames } from './class-names.ts'
import { describedBy, Field, type FieldTexts, inputClass } from './field.tsx'

export interface Option {
  readonly value: string
  readonly label: string
}

export interface SelectProps extends ComponentProps<'select'> {
  readonly options: readonly Option[]
}

/** The browser's own list: it works with every keyboard, finger and reader. */
export function Select({ options, className, ...rest }: SelectProps) {
  return (
    <div className="relative">
      <select {...rest} className={classNames(inputClass, 'appearance-none pr-9', className)}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute inset-y-0 right-2.5 my-auto size-4 text-quiet" aria-hidden />
    </div>
  )
}

export interface SelectFieldProps extends FieldTexts, Omit<SelectProps, 'id'> {
  readonly name: string
}

export function SelectField({ label, hint, error, optional = false, ...select }: SelectFieldProps) {
  const id = useId()
  const texts = { label, hint, error, optional }
  return (
    <Field id={id} {...texts}>
      <Select {...select} id={id} {...describedBy(id, texts)} />
    </Field>
  )
}
