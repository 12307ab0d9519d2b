import type { AuditVerification } from '@roster/client'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../client.ts'
import { useErrorText } from '../../i18n/error-text.ts'
import { useFormat } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Announced, Note } from '../../ui/note.tsx'
import { useAdminMessages } from '../messages.ts'

/** Verifies the chain, part by part, as long as the dialog is open. */
export function VerifyDialog({ onClose }: { readonly onClose: () => void }) {
  const { common } = useMessages()
  const { verify } = useAdminMessages().audit
  const { number } = useFormat()
  const errorText = useErrorText()
  const [state, setState] = useState<AuditVerification>()
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<string>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  const run = async () => {
    const controller = new AbortController()
    stop.current = controller
    setRunning(true)
    setError(undefined)
    setState(undefined)
    try {
      for (let cursor: string | null | undefined; cursor !== null && !controller.signal.aborted; ) {
        const part = await client.audit.verify.query(cursor === undefined ? {} : { cursor }, {
          signal: controller.signal,
        })
        setState(part)
        cursor = part.nextCursor
      }
    } catch (thrown) {
      if (!controller.signal.aborted) setError(errorText(thrown))
    }
    setRunning(false)
  }

  const percent = state === undefined ? 0 : Math.floor((100 * state.checked) / Math.max(state.total, state.checked, 1))
  return (
    <Dialog title={verify.title} onClose={onClose}>
      <p className="text-quiet">{verify.text}</p>
      {state !== undefined && (
        <div className="mt-4">
          <div
            role="progressbar"
            aria-label={verify.title}
            aria-valuenow={percent}
            className="mb-1.5 h-2 overflow-hidden rounded-full bg-raised"
          >
            <div className="h-full rounded-full bg-accent-fill" style={{ width: `${percent}%` }} />
          </div>
          <p className="text-sm text-quiet">{verify.progress(number(state.checked), number(state.total))}</p>
        </div>
      )}
      <Announced>
        {error !== undefined && (
          <Note tone="danger" className="mt-4">
            {error}
          </Note>
        )}
        {!running && state !== undefined && <Verdict state={state} />}
      </Announced>
      <DialogActions>
        <Button onClick={onClose}>{common.close}</Button>
        {running ? (
          <Button onClick={() => stop.current?.abort()}>{verify.stop}</Button>
        ) : (
          <Button look="primary" onClick={() => void run()}>
            {state === undefined ? verify.start : verify.again}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

function Verdict({ state: { checked, total, brokenAt, head } }: { readonly state: AuditVerification }) {
  const { verify } = useAdminMessages().audit
  const { number } = useFormat()
  if (brokenAt !== null) {
    return (
      <Note tone="danger" className="mt-4">
        <p className="font-medium">{verify[brokenAt.problem](number(brokenAt.seq))}</p>
        <p className="mt-1">{verify.broken}</p>
      </Note>
    )
  }
  if (head === null) {
    return (
      <Note tone="info" className="mt-4">
        {verify.stopped(number(checked))}
      </Note>
    )
  }
  return (
    <Note tone="ok" className="mt-4">
      <p className="font-medium">{verify.intact(number(total))}</p>
      <p className="mt-2 text-sm">{verify.head}</p>
      <p className="flex items-center gap-2 text-sm">
        <code className="min-w-0 font-mono">{head}</code>
        <CopyButton text={head} />
      </p>
      <p className="mt-1 text-sm">{verify.headHint}</p>
    </Note>
  )
}
