import type { LucideIcon } from 'lucide-react'

/** What a page that has done its work begins with. */
export function DoneIcon({
  icon: Icon,
  tone = 'ok',
}: {
  readonly icon: LucideIcon
  readonly tone?: 'ok' | 'accent' | 'warn'
}) {
  const looks = { ok: 'bg-ok-soft text-ok', accent: 'bg-accent-soft text-accent', warn: 'bg-warn-soft text-warn' }
  return (
    <span className={`inline-flex size-11 items-center justify-center rounded-full ${looks[tone]}`}>
      <Icon className="size-5.5" aria-hidden />
    </span>
  )
}
