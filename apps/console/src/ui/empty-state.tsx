import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export interface EmptyStateProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly text?: string
  /** What to do about it. */
  readonly children?: ReactNode
}

export function EmptyState({ icon: Icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <div className="rounded-full bg-raised p-3 text-quiet">
        <Icon className="size-6" aria-hidden />
      </div>
      <p className="font-medium">{title}</p>
      {text !== undefined && <p className="max-w-sm text-quiet">{text}</p>}
      {children !== undefined && <div className="mt-3">{children}</div>}
    </div>
  )
}
