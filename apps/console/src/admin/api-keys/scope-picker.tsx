import { useId } from 'react'
import { useAdminMessages } from '../messages.ts'
import { type Scope, type ScopeGroup, singleScopes } from './scopes.ts'

export interface ScopePickerProps {
  readonly chosen: readonly Scope[]
  readonly onChange: (chosen: readonly Scope[]) => void
  readonly error: string | undefined
}

/** Groups of operations; single ones for those who want to be exact. */
export function ScopePicker({ chosen, onChange, error }: ScopePickerProps) {
  const { apiKeys } = useAdminMessages()
  const { form: texts, groups } = apiKeys
  const id = useId()
  const toggle = (scope: Scope) =>
    onChange(chosen.includes(scope) ? chosen.filter((other) => other !== scope) : [...chosen, scope])
  const box = (scope: Scope, label: string) => (
    <label key={scope} className="target flex items-center gap-2.5">
      <input
        type="checkbox"
        className="size-4 accent-accent-fill"
        checked={chosen.includes(scope)}
        onChange={() => toggle(scope)}
      />
      {label}
    </label>
  )
  return (
    <fieldset aria-describedby={`${id}-hint ${id}-error`} className="min-w-0">
      <legend className="font-medium">{texts.scopes}</legend>
      <p id={`${id}-hint`} className="text-sm text-quiet">
        {texts.scopesHint}
      </p>
      <div className="mt-1 grid sm:grid-cols-2">
        {Object.entries(groups).map(([group, label]) => box(group as ScopeGroup, label))}
      </div>
      <details className="mt-1">
        <summary className="target flex w-fit items-center rounded-md text-quiet underline underline-offset-3">
          {texts.single}
        </summary>
        <div className="grid font-mono text-sm sm:grid-cols-2">{singleScopes.map((scope) => box(scope, scope))}</div>
      </details>
      <div aria-live="polite">
        {error !== undefined && (
          <p id={`${id}-error`} className="text-sm text-danger">
            {error}
          </p>
        )}
      </div>
    </fieldset>
  )
}
