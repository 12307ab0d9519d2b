import { X } from 'lucide-react'
import { useState } from 'react'
import { useErrorText } from '../../i18n/error-text.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAdminMessages } from '../messages.ts'
import { applicable, type BulkAction, type BulkResult, oppositeOf, runBulk } from './bulk.ts'
import type { Selection } from './selection.ts'

const ACTIONS = ['disable', 'enable', 'delete', 'restore'] as const

/** What can be done to all that are selected. */
export function BulkBar({ selection }: { readonly selection: Selection }) {
  const { common } = useMessages()
  const { users: texts } = useAdminMessages()
  const { bulk } = texts
  const errorText = useErrorText()
  const [progress, setProgress] = useState<{ readonly done: number; readonly count: number }>()
  const { users } = selection
  if (users.length === 0) return null

  const clear = () => {
    selection.clear()
    // The bar is gone with the selection; the next one begins here.
    document.querySelector<HTMLElement>('[data-select-all]')?.focus({ preventScroll: true })
  }
  const said: Record<BulkAction, (count: number) => string> = {
    disable: bulk.disabled,
    enable: bulk.enabled,
    delete: bulk.deleted,
    restore: bulk.restored,
  }
  const tell = (action: BulkAction, { done, failed }: BulkResult, canUndo: boolean) => {
    if (failed.length > 0) {
      showToast({ tone: 'danger', text: bulk.failed(failed.length, errorText(failed[0]?.error)) })
    }
    if (done.length === 0) return
    const undo = () => {
      const opposite = oppositeOf(action)
      void runBulk(opposite, done).then((result) => tell(opposite, result, false))
    }
    showToast({ text: said[action](done.length), ...(canUndo && { action: { label: common.undo, run: undo } }) })
  }
  const run = async (action: BulkAction) => {
    const concerned = applicable(action, users)
    if (concerned.length === 0) return showToast({ text: bulk.nothing })
    setProgress({ done: 0, count: concerned.length })
    const result = await runBulk(action, concerned, (done) => setProgress({ done, count: concerned.length }))
    setProgress(undefined)
    clear()
    tell(action, result, true)
  }

  return (
    <section
      aria-label={bulk.label}
      className="appear sticky bottom-3 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-1 rounded-xl border border-line bg-surface px-2 py-1.5 shadow-float"
    >
      <p className="px-2 font-medium" role="status">
        {progress ? bulk.working(progress.done, progress.count) : bulk.selected(users.length)}
      </p>
      {ACTIONS.filter((action) => applicable(action, users).length > 0).map((action) => (
        <Button
          key={action}
          look={action === 'delete' ? 'dangerQuiet' : 'quiet'}
          disabled={progress !== undefined}
          onClick={() => void run(action)}
        >
          {bulk[action]}
        </Button>
      ))}
      <IconButton label={bulk.clear} disabled={progress !== undefined} onClick={clear}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </section>
  )
}
