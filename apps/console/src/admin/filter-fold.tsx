import { SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'

export interface FilterFoldProps {
  readonly label: string
  readonly className: string
  readonly children: ReactNode
}

/** On a narrow screen filters are folded away, so that the list begins where it can be seen. */
export function FilterFold({ label, className, children }: FilterFoldProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <>
      <Button className="sm:hidden" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <SlidersHorizontal className="size-4" aria-hidden />
        {label}
      </Button>
      <div id={id} className={classNames(className, !open && 'max-sm:hidden')}>
        {children}
      </div>
    </>
  )
}
