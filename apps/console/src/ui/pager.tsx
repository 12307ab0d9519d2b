import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { Button } from './button.tsx'

export interface PagerProps {
  /** Absent on the first page. */
  readonly onPrevious?: (() => void) | undefined
  /** Absent on the last page. */
  readonly onNext?: (() => void) | undefined
  readonly children?: ReactNode
}

/** Steps through a list by its cursors: there are no page numbers, and page ten thousand is as quick as the first. */
export function Pager({ onPrevious, onNext, children }: PagerProps) {
  const { pager } = useMessages()
  return (
    <nav aria-label={pager.label} className="mt-4 flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
      <div className="text-sm text-quiet">{children}</div>
      <div className="flex gap-2">
        <Button disabled={onPrevious === undefined} onClick={onPrevious}>
          <ChevronLeft className="size-4" aria-hidden />
          {pager.previous}
        </Button>
        <Button disabled={onNext === undefined} onClick={onNext}>
          {pager.next}
          <ChevronRight className="size-4" aria-hidden />
        </Button>
      </div>
    </nav>
  )
}
