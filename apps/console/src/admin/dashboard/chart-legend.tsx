import { useFormat } from '../../i18n/format.ts'
import { useAdminMessages } from '../messages.ts'
import { GROUNDS, type Series } from './series.ts'

/** Which colour is what, where there is more than one. */
export function Legend({ series }: { readonly series: readonly Series[] }) {
  if (series.length < 2) return null
  return (
    <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-quiet">
      {series.map(({ label, tone }) => (
        <li key={label} className="flex items-center gap-1.5">
          <span className={`size-2.5 rounded-full ${GROUNDS[tone]}`} aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  )
}

export interface TipProps {
  readonly at: number
  /** Where the point is, in pixels from the left. */
  readonly x: number
  readonly width: number
  readonly series: readonly Series[]
  readonly time: string
}

/** The figures of one point, on the side of it where there is room. */
export function Tip({ at, x, width, series, time }: TipProps) {
  const { charts } = useAdminMessages().dashboard
  const { number } = useFormat()
  return (
    <div
      className="pointer-events-none absolute top-1 z-10 rounded-lg border border-line bg-surface px-3 py-1.5 text-sm shadow-float"
      style={x > width / 2 ? { right: width - x + 10 } : { left: x + 10 }}
      aria-hidden="true"
    >
      <p className="text-quiet">{time}</p>
      {series.map(({ label, tone, values }) => (
        <p key={label} className="flex items-center gap-2 whitespace-nowrap">
          <span className={`size-2 rounded-full ${GROUNDS[tone]}`} />
          {label}{' '}
          <strong className="ml-auto pl-3 tabular-nums">
            {typeof values[at] === 'number' ? number(values[at]) : charts.unknown}
          </strong>
        </p>
      ))}
    </div>
  )
}
