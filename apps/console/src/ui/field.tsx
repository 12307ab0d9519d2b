import type { ReactNode } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { classNames } from './class-names.ts'

export const inputClass = classNames(
  'target block w-full rounded-lg border border-field bg-surface px-3 py-1.5 text-text placeholder:text-quiet',
  'transition-colors focus-visible:border-accent focus-visible:outline-offset-0',
  'aria-invalid:border-danger aria-invalid:outline-danger',
  // Smaller text makes telephones zoom in.
  'touch:text-base',
)

export interface FieldTexts {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly optional?: boolean
}

export interface FieldProps extends FieldTexts {
  readonly id: string
  /** At the end of the label's line. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** What an input needs so that its hint and its error are read with it. */
export const describedBy = (id: string, { hint, error }: FieldTexts) => ({
  'aria-invalid': error !== undefined || undefined,
  'aria-describedby':
    [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ') || undefined,
})

/** A label, an input, and what is to be said about it. */
export function Field({ id, label, hint, error, optional = false, aside, children }: FieldProps) {
  const { common } = useMessages()
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label} {optional && <span className="font-normal text-quiet">({common.optional})</span>}
        </label>
        {aside}
      </div>
      {children}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-sm text-quiet">
          {hint}
        </div>
      )}
      {/* There before it has something to say, so that it is read out when it does. */}
      <div aria-live="polite" className="empty:absolute">
        {error !== undefined && (
          <p id={`${id}-error`} className="text-sm text-danger">
            {error}
          </p>
        )}
      </div>
    </div>
  )
}
