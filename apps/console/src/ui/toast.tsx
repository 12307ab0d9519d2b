import { X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { Button, IconButton } from './button.tsx'

const SHOWN_MS = 6000
/** Time to read, to find the button, and to press it. */
const SHOWN_WITH_ACTION_MS = 12_000

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone?: 'plain' | 'danger'
  readonly action?: { readonly label: string; readonly run: () => void }
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says in passing what has happened, with a way back where there is one. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  change([...toasts.slice(-2), { ...toast, id: lastId }])
}

const dismiss = (id: number) => change(toasts.filter((toast) => toast.id !== id))

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where toasts appear, and are read out. */
export function Toasts() {
  const { common } = useMessages()
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <section
      aria-label={common.notifications}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2 sm:items-end"
    >
      {shown.map((toast) => (
        <ToastItem key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastItem({ toast: { id, text, tone, action } }: { readonly toast: Toast }) {
  const { common } = useMessages()
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, action, isHeld])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits for whoever reads it, or is on the way to its button.
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="appear pointer-events-auto flex w-full max-w-sm items-center gap-2 rounded-xl border border-line bg-surface py-2 pr-2 pl-4 shadow-float"
    >
      <p className={`min-w-0 flex-1 py-1 ${tone === 'danger' ? 'text-danger' : ''}`}>{text}</p>
      {action && (
        <Button
          look="quiet"
          className="text-accent!"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={common.close} onClick={() => dismiss(id)}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </div>
  )
}
