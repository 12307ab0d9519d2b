import type { UserRead } from '@roster/client'

/** The first letters of somebody's name, or of their address: a picture, no text that a label would have to repeat. */
export function Avatar({ user: { name, email } }: { readonly user: Pick<UserRead, 'name' | 'email'> }) {
  const words = (name ?? email.split('@')[0] ?? '').split(/[\s._-]+/u).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
  return (
    <span
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent uppercase before:content-[attr(data-letters)]"
      data-letters={letters || '?'}
      aria-hidden="true"
    />
  )
}
