import { Link } from '@tanstack/react-router'
import { settings } from '../settings.ts'

/** The mark and the product's name, which lead to the start. */
export function Brand() {
  return (
    <Link
      to="/"
      className="inline-flex min-h-11 items-center gap-2.5 rounded-lg text-[1.0625rem] font-semibold text-text no-underline"
    >
      <svg viewBox="0 0 32 32" className="size-7 shrink-0 text-accent" fill="currentColor" aria-hidden="true">
        <path
          fillRule="evenodd"
          d="M8 0h16a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8Zm2 8a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm7.5 1.5a1.5 1.5 0 0 0 0 3h7a1.5 1.5 0 0 0 0-3h-7ZM10 18a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm7.5 1.5a1.5 1.5 0 0 0 0 3h4a1.5 1.5 0 0 0 0-3h-4Z"
        />
      </svg>
      <span className="truncate">{settings.productName}</span>
    </Link>
  )
}
