import type { ReactNode } from 'react'
import { Card } from '../ui/card.tsx'

export interface VisitorCardProps {
  readonly title: string
  readonly text?: ReactNode
  readonly icon?: ReactNode
  readonly children?: ReactNode
  /** Below the card. */
  readonly below?: ReactNode
}

/** One thing to do, in the middle of the page. */
export function VisitorCard({ title, text, icon, children, below }: VisitorCardProps) {
  return (
    <div className="mx-auto w-full max-w-md">
      <Card className="sm:p-8!">
        {icon !== undefined && <div className="mb-4">{icon}</div>}
        <h1 tabIndex={-1} className="text-xl font-semibold tracking-tight">
          {title}
        </h1>
        {text !== undefined && <div className="mt-1.5 text-quiet">{text}</div>}
        {children !== undefined && <div className="mt-6">{children}</div>}
      </Card>
      {below !== undefined && <div className="mt-5 text-center text-quiet">{below}</div>}
    </div>
  )
}
