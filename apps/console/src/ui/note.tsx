import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

const TONES = {
  danger: ['bg-danger-soft text-danger', CircleAlert],
  warn: ['bg-warn-soft text-warn', TriangleAlert],
  ok: ['bg-ok-soft text-ok', CircleCheck],
  info: ['bg-accent-soft text-accent', Info],
} as const

export interface NoteProps {
  readonly tone: keyof typeof TONES
  readonly children: ReactNode
  readonly className?: string
}

/** A message in the page. For what appears after something that a person did, put it into `Announced`. */
export function Note({ tone, children, className }: NoteProps) {
  const [look, Icon] = TONES[tone]
  return (
    <div className={classNames('flex gap-2.5 rounded-lg px-3.5 py-2.5', look, className)}>
      <Icon className="mt-0.5 size-4.5 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}

/** Reads out what comes into it. */
export function Announced({ children }: { readonly children: ReactNode }) {
  return (
    <div role="alert" className="empty:absolute">
      {children}
    </div>
  )
}
