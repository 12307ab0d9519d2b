import type { ApiKeyCreated } from '@roster/client'
import { useId, useState } from 'react'
import { client } from '../../client.ts'
import { Form } from '../../form/form.tsx'
import { SubmitButton } from '../../form/submit-button.tsx'
import { useForm } from '../../form/use-form.ts'
import { useMessages } from '../../i18n/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogActions } from '../../ui/dialog.tsx'
import { describedBy, Field, inputClass } from '../../ui/field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAdminMessages } from '../messages.ts'
import { ScopePicker } from './scope-picker.tsx'
import type { Scope } from './scopes.ts'

const LIFETIMES_DAYS = [7, 30, 90, 180, 365] as const
const DEFAULT_DAYS = 90
const DAY_MS = 24 * 3_600_000
/** So that a clock that is a little ahead of the server's does not ask for more than it gives. */
const MARGIN_MS = 5 * 60_000

export interface CreateKeyDialogProps {
  readonly onCreated: (key: ApiKeyCreated) => void
  readonly onClose: () => void
}

/** Makes a key: what for, until when, for what, and from where. */
export function CreateKeyDialog({ onCreated, onClose }: CreateKeyDialogProps) {
  const { common } = useMessages()
  const { form: texts } = useAdminMessages().apiKeys
  const rangesId = useId()
  const [scopes, setScopes] = useState<readonly Scope[]>([])
  const [lacksScope, setLacksScope] = useState(false)
  const form = useForm({
    submit: async ({ name = '', days = '', ipRanges = '' }) => {
      setLacksScope(scopes.length === 0)
      if (scopes.length === 0) return
      const expiresAt = new Date(Date.now() + Number(days) * DAY_MS - MARGIN_MS).toISOString()
      const ranges = ipRanges.split(/[\s,]+/).filter(Boolean)
      onCreated(await client.apiKeys.create.mutate({ name, scopes, expiresAt, ipRanges: ranges }))
    },
  })
  // The server names the line that is wrong: `ipRanges.2`.
  const rangeError = Object.entries(form.errors).find(([field]) => field.startsWith('ipRanges'))?.[1]
  const ranges = { label: texts.ipRanges, hint: texts.ipRangesHint, error: rangeError }
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <Form form={form}>
        <TextField
          label={texts.name}
          hint={texts.nameHint}
          name="name"
          autoComplete="off"
          required
          error={form.errors.name}
        />
        <SelectField
          label={texts.expires}
          name="days"
          defaultValue={String(DEFAULT_DAYS)}
          options={LIFETIMES_DAYS.map((days) => ({ value: String(days), label: texts.days(days) }))}
          error={form.errors.expiresAt}
        />
        <ScopePicker
          chosen={scopes}
          onChange={(next) => {
            setScopes(next)
            setLacksScope(false)
          }}
          error={lacksScope ? texts.noScope : form.errors.scopes}
        />
        <Field id={rangesId} {...ranges} optional>
          <textarea
            id={rangesId}
            name="ipRanges"
            rows={2}
            spellCheck={false}
            className={`${inputClass} font-mono`}
            {...describedBy(rangesId, ranges)}
          />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{common.cancel}</Button>
          <SubmitButton form={form}>{texts.submit}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}
