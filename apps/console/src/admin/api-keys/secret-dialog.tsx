import type { ApiKeyCreated } from '@roster/client'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { Announced, Note } from '../../ui/note.tsx'
import { useAdminMessages } from '../messages.ts'
import { inSentence } from '../users/in-sentence.ts'

export interface SecretDialogProps {
  readonly apiKey: ApiKeyCreated
  readonly onClose: () => void
}

/** Shows a key this once. A click beside it does not lose it. */
export function SecretDialog({ apiKey, onClose }: SecretDialogProps) {
  const { secret: texts } = useAdminMessages().apiKeys
  const [copied, setCopied] = useState(false)
  const [warned, setWarned] = useState(false)
  // Escape and the cross are pressed without a thought, and the key would be gone.
  const leave = () => (copied || warned ? onClose() : setWarned(true))
  return (
    <Dialog title={texts.title} onClose={leave} alert>
      <Note tone="warn">{texts.text}</Note>
      <p className="mt-4 mb-1.5 font-medium">{texts.label(inSentence(apiKey.name))}</p>
      <output className="block rounded-lg border border-line bg-raised px-3 py-2 font-mono select-all">
        {apiKey.secret}
      </output>
      <div className="mt-2.5">
        <CopyButton text={apiKey.secret} look="primary" onCopied={() => setCopied(true)}>
          {texts.copy}
        </CopyButton>
      </div>
      <p className="mt-4 text-sm text-quiet">
        {texts.use} <code className="font-mono">Authorization: Bearer {apiKey.prefix}…</code>
      </p>
      <Announced>
        {warned && !copied && (
          <Note tone="danger" className="mt-4">
            {texts.notCopied}
          </Note>
        )}
      </Announced>
      <DialogActions>
        <Button onClick={onClose}>{texts.close}</Button>
      </DialogActions>
    </Dialog>
  )
}
