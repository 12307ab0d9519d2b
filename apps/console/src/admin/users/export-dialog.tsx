import { useEffect, useRef, useState } from 'react'
import { useErrorText } from '../../i18n/error-text.ts'
import { useFormat } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Announced, Note } from '../../ui/note.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAdminMessages } from '../messages.ts'
import { type ExportFormat, type ExportOptions, exportUsers } from './export-users.ts'
import { openFile } from './file-sink.ts'

const FORMATS = ['csv', 'ndjson'] as const
const TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

export interface ExportDialogProps {
  readonly filter: ExportOptions['filter']
  readonly onClose: () => void
}

/** Saves everybody who fits the present filters into a file. Closing it stops that. */
export function ExportDialog({ filter, onClose }: ExportDialogProps) {
  const { common } = useMessages()
  const { export: texts } = useAdminMessages().users
  const { number } = useFormat()
  const errorText = useErrorText()
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [progress, setProgress] = useState<string>()
  const [error, setError] = useState<string>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  const start = async () => {
    const sink = await openFile(`users-${new Date().toISOString().slice(0, 10)}.${format}`, TYPES[format])
    if (sink === undefined) return
    const controller = new AbortController()
    stop.current = controller
    setError(undefined)
    setProgress(texts.progress('0'))
    try {
      const count = await exportUsers({
        filter,
        format,
        sink,
        signal: controller.signal,
        onProgress: (users) => setProgress(texts.progress(number(users))),
        onWait: (seconds) => setProgress(texts.waiting(number(seconds))),
      })
      showToast({ text: texts.done(count, number(count)) })
      onClose()
    } catch (thrown) {
      await sink.abort().catch(() => undefined)
      if (!controller.signal.aborted) setError(errorText(thrown))
      setProgress(undefined)
    }
  }

  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p className="text-quiet">{texts.text}</p>
      <fieldset className="mt-4 flex flex-col">
        <legend className="mb-1 font-medium">{texts.format}</legend>
        {FORMATS.map((value) => (
          <label key={value} className="target flex items-center gap-2.5">
            <input
              type="radio"
              name="format"
              className="size-4 accent-accent-fill"
              checked={format === value}
              disabled={progress !== undefined}
              onChange={() => setFormat(value)}
            />
            {texts[value]}
          </label>
        ))}
      </fieldset>
      {format === 'csv' && <p className="mt-2 text-sm text-quiet">{texts.csvNote}</p>}
      <p className="mt-3 min-h-6" role="status">
        {progress}
      </p>
      <Announced>{error !== undefined && <Note tone="danger">{error}</Note>}</Announced>
      <DialogActions>
        <Button onClick={progress === undefined ? onClose : () => stop.current?.abort()}>
          {progress === undefined ? common.cancel : texts.stop}
        </Button>
        <Button look="primary" busy={progress !== undefined} onClick={() => void start()}>
          {texts.start}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
