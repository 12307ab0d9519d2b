import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface CardProps {
  readonly className?: string
  readonly children: ReactNode
}

export function Card({ className, children }: CardProps) {
  return (
    <div className={classNames('rounded-xl border border-line bg-surface p-5 shadow-card sm:p-6', className)}>
      {children}
    </div>
  )
}

export interface SectionProps extends CardProps {
  readonly id: string
  readonly title: string
  readonly text?: ReactNode
}

/** A card with a heading, which also names it. */
export function Section({ id, title, text, className, children }: SectionProps) {
  return (
    <section
      aria-labelledby={id}
      className={classNames('rounded-xl border border-line bg-surface p-5 shadow-card sm:p-6', className)}
    >
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      {text !== undefined && <p className="mt-1 text-quiet">{text}</p>}
      <div className="mt-4">{children}</div>
    </section>
  )
}
