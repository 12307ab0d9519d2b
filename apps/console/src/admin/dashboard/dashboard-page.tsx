import type { Statistics } from '@roster/client'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useFormat } from '../../i18n/format.ts'
import { currentLocale } from '../../i18n/language.ts'
import { Section } from '../../ui/card.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { Select } from '../../ui/select-field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useAdminMessages } from '../messages.ts'
import { Chart } from './chart.tsx'
import { Tiles } from './tiles.tsx'
import { RANGES, type Range, useStatistics, viewersZone } from './use-statistics.ts'

/** How many accounts there are and how much they are used. */
export function DashboardPage() {
  const { dashboard: texts } = useAdminMessages()
  const { dateTime } = useFormat()
  const navigate = useNavigate()
  const { range: asked } = useSearch({ strict: false }) as Readonly<Record<string, unknown>>
  const range = RANGES.find((known) => known === asked) ?? 'month'
  const found = useStatistics(range)
  return (
    <>
      <PageHeader
        title={texts.title}
        text={found.data ? `${texts.text(dateTime(found.data.at))} ${texts.zone(viewersZone())}` : ' '}
      >
        <Select
          aria-label={texts.range}
          value={range}
          options={RANGES.map((value) => ({ value, label: texts.ranges[value] }))}
          onChange={({ target }) =>
            void navigate({ to: '/dashboard', search: { range: target.value }, resetScroll: false })
          }
        />
      </PageHeader>
      {found.isError && !found.data && <QueryError error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Loading />}
      {found.data && <Figures statistics={found.data} range={range} stale={found.isPlaceholderData} />}
    </>
  )
}

interface FiguresProps {
  readonly statistics: Statistics
  readonly range: Range
  readonly stale: boolean
}

function Figures({ statistics, range, stale }: FiguresProps) {
  const { charts } = useAdminMessages().dashboard
  const { series, bucket } = statistics
  const formatTime = timeFormat(bucket)
  const common = { times: series.map(({ start }) => start), formatTime }
  return (
    <div className={stale ? 'opacity-60' : ''} aria-busy={stale}>
      <Tiles statistics={statistics} range={range} />
      <div className="mt-5 grid gap-5 xl:grid-cols-2">
        <Section id="users" title={charts.users} text={charts.usersText}>
          <Chart
            {...common}
            kind="line"
            label={charts.users}
            series={[{ label: charts.usersSeries, tone: 'accent', values: series.map(({ users }) => users) }]}
          />
        </Section>
        <Section id="sign-ins" title={charts.signIns} text={charts.signInsText}>
          <Chart
            {...common}
            kind="bars"
            label={charts.signIns}
            series={[
              { label: charts.signInsSeries, tone: 'accent', values: series.map(({ signIns }) => signIns) },
              {
                label: charts.failuresSeries,
                tone: 'danger',
                values: series.map(({ failedSignIns }) => failedSignIns),
              },
            ]}
          />
        </Section>
        <Section id="active-sessions" title={charts.sessions} text={charts.sessionsText}>
          <Chart
            {...common}
            kind="line"
            label={charts.sessions}
            series={[{ label: charts.sessionsSeries, tone: 'ok', values: sessionsOf(statistics) }]}
          />
        </Section>
        <Section id="registrations" title={charts.registrations} text={charts.registrationsText}>
          <Chart
            {...common}
            kind="bars"
            label={charts.registrations}
            series={[
              {
                label: charts.registrationsSeries,
                tone: 'accent',
                values: series.map(({ registrations }) => registrations),
              },
            ]}
          />
        </Section>
      </div>
    </div>
  )
}

/** As they were counted every hour, and at the end as they are now. */
const sessionsOf = ({ series, activeSessions }: Statistics): (number | null)[] =>
  series.map((point, index) => (index === series.length - 1 ? activeSessions : point.activeSessions))

const STYLES = {
  hour: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
} as const satisfies Record<Statistics['bucket'], Intl.DateTimeFormatOptions>

function timeFormat(bucket: Statistics['bucket']): (time: string) => string {
  const format = new Intl.DateTimeFormat(currentLocale(), STYLES[bucket])
  return (time) => format.format(new Date(time))
}

function Loading() {
  return (
    <div className="flex flex-col gap-5" aria-busy="true">
      <Skeleton className="h-28 w-full" />
      <Skeleton className="h-72 w-full" />
    </div>
  )
}
