import type { Statistics } from '@roster/client'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormat } from '../../i18n/format.ts'
import { currentLocale } from '../../i18n/language.ts'
import { classNames } from '../../ui/class-names.ts'
import { useAdminMessages } from '../messages.ts'
import type { Range } from './use-statistics.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** The figures that people look for first; those of users lead to the users. */
export function Tiles({ statistics, range }: { readonly statistics: Statistics; readonly range: Range }) {
  const { tiles, ranges } = useAdminMessages().dashboard
  const { number } = useFormat()
  const { users, activeSessions, series } = statistics
  const signIns = sum(series.map((point) => point.signIns))
  const failures = sum(series.map((point) => point.failedSignIns))
  const percent = new Intl.NumberFormat(currentLocale(), { style: 'percent', maximumFractionDigits: 1 })
  const inRange = tiles.inRange(ranges[range])
  const linkClass =
    'inline-block rounded-sm py-1 text-quiet underline decoration-field underline-offset-3 hover:text-text'
  return (
    <dl className="grid grid-cols-2 gap-3 xl:grid-cols-5">
      <Tile wide label={tiles.users} value={number(users.total)}>
        <span className="flex flex-wrap gap-x-3 gap-y-0.5">
          <Link to="/users" search={{ role: 'admin' }} className={linkClass}>
            {tiles.admins(users.admins, number(users.admins))}
          </Link>
          <Link to="/users" search={{ status: 'disabled' }} className={linkClass}>
            {tiles.disabled(number(users.disabled))}
          </Link>
          <Link to="/users" search={{ status: 'deleted' }} className={linkClass}>
            {tiles.deleted(number(users.deleted))}
          </Link>
        </span>
      </Tile>
      <Tile label={tiles.sessions} value={number(activeSessions)} />
      <Tile label={tiles.registrations} value={number(sum(series.map((point) => point.registrations)))}>
        {inRange}
      </Tile>
      <Tile label={tiles.signIns} value={number(signIns)}>
        {inRange}
      </Tile>
      <Tile label={tiles.failures} value={number(failures)}>
        {inRange}
        {signIns + failures > 0 && ` · ${tiles.rate(percent.format(failures / (signIns + failures)))}`}
      </Tile>
    </dl>
  )
}

interface TileProps {
  readonly label: string
  readonly value: string
  readonly wide?: boolean
  readonly children?: ReactNode
}

function Tile({ label, value, wide = false, children }: TileProps) {
  return (
    <div
      className={classNames(
        'rounded-xl border border-line bg-surface px-4 py-3.5 shadow-card sm:px-5 sm:py-4',
        wide && 'max-xl:col-span-2',
      )}
    >
      <dt className="text-quiet">{label}</dt>
      <dd className="mt-0.5 text-2xl font-semibold tracking-tight tabular-nums">{value}</dd>
      {children !== undefined && <dd className="mt-1 text-sm text-quiet">{children}</dd>}
    </div>
  )
}
