import { useState } from 'react'
import { client } from '../../client.ts'
import { Form } from '../../form/form.tsx'
import { SubmitButton } from '../../form/submit-button.tsx'
import { useForm } from '../../form/use-form.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { FilterFold } from '../filter-fold.tsx'
import { useAdminMessages } from '../messages.ts'
import { type AuditSearch, isId } from './audit-search.ts'

export interface AuditFiltersProps {
  readonly search: AuditSearch
  readonly onChange: (search: AuditSearch) => void
}

/** Which events the log shows. People are named by their address or their id. */
export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { audit } = useAdminMessages()
  const { filters } = audit
  const actions = Object.entries(audit.actions).map(([value, label]) => ({ value, label }))
  const [unknown, setUnknown] = useState<readonly string[]>([])
  const form = useForm({
    submit: async ({ action = '', actor = '', subject = '', from = '', to = '' }) => {
      const [actorId, subjectId] = [await idOf(actor), await idOf(subject)]
      setUnknown([...(actorId === null ? ['actor'] : []), ...(subjectId === null ? ['subject'] : [])])
      if (actorId === null || subjectId === null) return
      onChange({
        ...(action !== '' && { action }),
        ...(actorId && { actor: actorId }),
        ...(subjectId && { subject: subjectId }),
        ...(from !== '' && { from }),
        ...(to !== '' && { to }),
      })
    },
  })
  return (
    <Form form={form} className="mb-5">
      <FilterFold
        label={filters.open}
        className="grid items-start gap-x-3 gap-y-3 max-sm:mt-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-5"
      >
        <SelectField
          label={filters.action}
          name="action"
          defaultValue={search.action ?? ''}
          options={[{ value: '', label: filters.anyAction }, ...actions]}
        />
        {(['actor', 'subject'] as const).map((name) => (
          <TextField
            key={name}
            label={filters[name]}
            name={name}
            placeholder={filters.person}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={search[name] ?? ''}
            error={unknown.includes(name) ? filters.unknown : undefined}
          />
        ))}
        {(['from', 'to'] as const).map((name) => (
          <TextField
            key={name}
            label={filters[name]}
            name={name}
            type="datetime-local"
            defaultValue={search[name] ?? ''}
          />
        ))}
        <div className="flex gap-2 self-end">
          <SubmitButton form={form} look="secondary">
            {filters.apply}
          </SubmitButton>
          {Object.keys(search).length > 0 && (
            <Button look="quiet" onClick={() => onChange({})}>
              {filters.clear}
            </Button>
          )}
        </div>
      </FilterFold>
    </Form>
  )
}

/** The id of a person; nothing where nobody was named, null where there is no such person. */
async function idOf(text: string): Promise<string | undefined | null> {
  const named = text.trim().toLowerCase()
  if (named === '' || isId(named)) return named || undefined
  for (const status of [undefined, 'deleted'] as const) {
    const { items } = await client.users.list.query({ search: named, limit: 100, ...(status && { status }) })
    const found = items.find(({ email }) => email === named)
    if (found) return found.id
  }
  return null
}
