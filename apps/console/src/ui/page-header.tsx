import type { ReactNode } from 'react'

export interface PageHeaderProps {
  readonly title: ReactNode
  readonly text?: ReactNode
  /** Buttons for the page as a whole. */
  readonly children?: ReactNode
}

/** The heading of a page. The focus goes to it when the page is opened from within the app. */
export function PageHeader({ title, text, children }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight">
          {title}
        </h1>
        {text !== undefined && <p className="mt-1 text-quiet">{text}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  )
}
