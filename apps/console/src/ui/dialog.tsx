import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { IconButton } from './button.tsx'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** For what is not to be undone: read out at once, and not closed by a click beside it. */
  readonly alert?: boolean
}

/**
 * The browser's own modal dialog: what is behind it is out of reach, Escape closes it, and the focus returns to where
 * it was. It is there while it is rendered.
 */
export function Dialog({ title, onClose, alert = false, children }: DialogProps) {
  const { common } = useMessages()
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    // Else it is the button that closes it.
    dialog?.querySelector<HTMLElement>('[data-autofocus], input:not([hidden]), select, textarea')?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, and is the browser's.
    <dialog
      ref={ref}
      role={alert ? 'alertdialog' : undefined}
      aria-labelledby={id}
      className="appear m-auto w-[min(32rem,calc(100vw-2rem))] rounded-2xl border border-line bg-surface p-0 text-text shadow-float"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (!alert && event.target === ref.current) onClose()
      }}
    >
      <div className="p-5 sm:p-6">
        <div className="mb-3 flex items-start justify-between gap-4">
          <h2 id={id} className="pt-1 text-lg leading-snug font-semibold">
            {title}
          </h2>
          <IconButton label={common.close} onClick={onClose} className="-mt-1 -mr-1.5">
            <X className="size-4.5" aria-hidden />
          </IconButton>
        </div>
        {children}
      </div>
    </dialog>
  )
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-2.5">{children}</div>
}
