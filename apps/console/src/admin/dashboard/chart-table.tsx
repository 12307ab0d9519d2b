import { useFormat } from '../../i18n/format.ts'
import { useAdminMessages } from '../messages.ts'
import type { ChartProps } from './chart.tsx'

/** The same figures as text. */
export function ChartTable({ label, times, series, formatTime }: Omit<ChartProps, 'kind'>) {
  const { charts } = useAdminMessages().dashboard
  const { number } = useFormat()
  return (
    <details className="mt-2">
      <summary className="target flex w-fit items-center rounded-md text-sm text-quiet hover:text-text">
        {charts.table}
      </summary>
      <section
        className="max-h-72 overflow-auto rounded-lg border border-line"
        aria-label={charts.tableOf(label)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse it could not be scrolled.
        tabIndex={0}
      >
        <table className="w-full text-left text-sm">
          <thead className="sticky top-0 bg-raised">
            <tr>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {charts.time}
              </th>
              {series.map((one) => (
                <th key={one.label} scope="col" className="px-3 py-1.5 text-right font-medium">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, index) => (
              <tr key={time} className="border-t border-line">
                <th scope="row" className="px-3 py-1 font-normal text-quiet">
                  {formatTime(time)}
                </th>
                {series.map((one) => (
                  <td key={one.label} className="px-3 py-1 text-right tabular-nums">
                    {typeof one.values[index] === 'number' ? number(one.values[index]) : charts.unknown}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
