import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

const LOOKS = {
  primary: 'bg-accent-fill text-on-fill hover:bg-accent-fill-strong border-transparent',
  secondary: 'bg-surface text-text border-line hover:bg-raised shadow-card',
  quiet: 'bg-transparent text-quiet border-transparent hover:bg-raised hover:text-text',
  danger: 'bg-danger-fill text-on-fill hover:bg-danger-fill-strong border-transparent',
  dangerQuiet: 'bg-transparent text-danger border-transparent hover:bg-danger-soft',
} as const

export type ButtonLook = keyof typeof LOOKS

export const buttonClass = (look: ButtonLook = 'secondary', className?: string): string =>
  classNames(
    'target inline-flex items-center justify-center gap-2 rounded-lg border px-3.5 py-1.5 font-medium transition-colors',
    'no-underline select-none aria-disabled:opacity-55',
    LOOKS[look],
    className,
  )

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly look?: ButtonLook | undefined
  /** What it does is under way: it says so, and does nothing meanwhile. */
  readonly busy?: boolean
  /** Stays in the tab order, so that nobody loses the focus. */
  readonly disabled?: boolean
}

export function Button({ look, busy = false, disabled = false, className, onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(look, className)}
      aria-disabled={busy || disabled || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy || disabled) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends ButtonProps {
  /** What it does, for those who do not see the icon, and as its tip. */
  readonly label: string
}

export function IconButton({ label, look = 'quiet', className, ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      look={look}
      aria-label={label}
      title={label}
      className={classNames('aspect-square px-0! py-0!', className)}
    />
  )
}
