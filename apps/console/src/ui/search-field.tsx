import { Search } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { inputClass } from './field.tsx'

const WAIT_MS = 250

export interface SearchFieldProps {
  readonly label: string
  readonly value: string
  /** A moment after the last key, and at once on Enter. */
  readonly onSearch: (value: string) => void
}

export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    // The address has changed by other means: back, forward, a link.
    if (input.current && document.activeElement !== input.current) input.current.value = value
  }, [value])
  const search = (delayMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onSearch(input.current?.value.trim() ?? ''), delayMs)
  }
  return (
    <search className="relative block min-w-0 flex-1 basis-60">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <Search className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-quiet" aria-hidden />
      <input
        ref={input}
        id={id}
        type="search"
        defaultValue={value}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        className={`${inputClass} pl-9`}
        onInput={() => search(WAIT_MS)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(0)
        }}
      />
    </search>
  )
}
