import { type ReactNode, useState } from 'react'
import { useErrorText } from '../i18n/error-text.ts'
import { useMessages } from '../i18n/messages.ts'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { Announced, Note } from './note.tsx'

export interface ConfirmDialogProps {
  readonly title: string
  /** What will happen, said before it does. */
  readonly children: ReactNode
  readonly confirm: string
  readonly danger?: boolean
  /** Does it. The dialog stays open with the reason when it fails. */
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something that cannot be undone. Where it can, do it and offer `undo` in a toast instead. */
export function ConfirmDialog({ title, children, confirm, danger = true, onConfirm, onClose }: ConfirmDialogProps) {
  const { common } = useMessages()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const run = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
      onClose()
    } catch (thrown) {
      setError(errorText(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} onClose={onClose} alert>
      <div className="text-quiet">{children}</div>
      <Announced>
        {error !== undefined && (
          <Note tone="danger" className="mt-4">
            {error}
          </Note>
        )}
      </Announced>
      <DialogActions>
        <Button onClick={onClose} data-autofocus>
          {common.cancel}
        </Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void run()}>
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
