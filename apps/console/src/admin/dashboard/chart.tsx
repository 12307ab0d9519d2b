import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { useFormat } from '../../i18n/format.ts'
import { useAdminMessages } from '../messages.ts'
import { Legend, Tip } from './chart-legend.tsx'
import { Bars, Line } from './chart-shapes.tsx'
import { ChartTable } from './chart-table.tsx'
import { niceRange, niceScale } from './scale.ts'
import type { Series } from './series.ts'
import { useWidth } from './use-width.ts'

export interface ChartProps {
  readonly label: string
  readonly kind: 'line' | 'bars'
  /** When each point is, RFC 3339. */
  readonly times: readonly string[]
  readonly series: readonly Series[]
  readonly formatTime: (time: string) => string
}

const HEIGHT = 180
const PAD = { top: 10, right: 8, bottom: 22 }
/** About what a digit takes, and the room beside the labels. */
const DIGIT_WIDTH = 7
const LABEL_GAP = 14
/** A label of the time axis and the room beside it. */
const LABEL_WIDTH = 84

/** A plot that is read with the eyes, with a pointer, with the arrow keys, or as a table. */
export function Chart({ label, kind, times, series, formatTime }: ChartProps) {
  const { charts } = useAdminMessages().dashboard
  const { number, compact } = useFormat()
  const [box, width] = useWidth<HTMLDivElement>()
  const [at, setAt] = useState<number>()
  const id = useId()
  const values = series.flatMap((one) => one.values).filter((value) => value !== null)
  // Bars are compared by their length, so they begin at zero.
  const { bottom, top, ticks } =
    kind === 'line' && values.length > 0 ? niceRange(values) : { bottom: 0, ...niceScale(Math.max(...values, 0)) }
  const left = LABEL_GAP + DIGIT_WIDTH * Math.max(...ticks.map((tick) => compact(tick).length))
  const [innerWidth, innerHeight] = [Math.max(width - left - PAD.right, 1), HEIGHT - PAD.top - PAD.bottom]
  const step = innerWidth / times.length
  const x = (index: number) => left + step * (index + 0.5)
  const y = (value: number) => PAD.top + innerHeight * (1 - (value - bottom) / (top - bottom || 1))
  const labelEvery = Math.ceil(times.length / Math.max(1, Math.floor(innerWidth / LABEL_WIDTH)))

  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const index = Math.floor((event.clientX - box.left - left) / step)
    setAt(index >= 0 && index < times.length ? index : undefined)
  }
  const move = (event: KeyboardEvent) => {
    const last = times.length - 1
    const next = {
      ArrowLeft: Math.max(0, (at ?? last + 1) - 1),
      ArrowRight: Math.min(last, (at ?? -1) + 1),
      Home: 0,
      End: last,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    setAt(next)
  }
  const shown = (value: number | null | undefined) => (typeof value === 'number' ? number(value) : charts.unknown)
  const said = (index: number) =>
    `${formatTime(times[index] ?? '')}: ${series.map((one) => `${one.label} ${shown(one.values[index])}`).join(', ')}`

  return (
    <div>
      <Legend series={series} />
      <div ref={box} className="relative">
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={`${label}. ${series.map((one) => summaryOf(one, charts.summary, number)).join(' ')} ${charts.keys}`}
          aria-describedby={id}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move from point to point.
          tabIndex={0}
          className="block w-full touch-pan-y rounded-md"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(undefined)}
          onBlur={() => setAt(undefined)}
          onKeyDown={move}
        >
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width - PAD.right} y1={y(tick)} y2={y(tick)} className="stroke-line" />
              <text x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end" className="fill-quiet text-xs tabular-nums">
                {compact(tick)}
              </text>
            </g>
          ))}
          {times.map(
            (time, index) =>
              (times.length - 1 - index) % labelEvery === 0 && (
                <text
                  key={time}
                  x={x(index)}
                  y={HEIGHT - 5}
                  textAnchor={x(index) > width - LABEL_WIDTH / 2 ? 'end' : 'middle'}
                  className="fill-quiet text-xs"
                >
                  {formatTime(time)}
                </text>
              ),
          )}
          {at !== undefined && (
            <line
              x1={x(at)}
              x2={x(at)}
              y1={PAD.top}
              y2={PAD.top + innerHeight}
              className="stroke-field"
              strokeDasharray="3 3"
            />
          )}
          {series.map((one, nth) =>
            kind === 'line' ? (
              <Line key={one.label} series={one} x={x} y={y} base={y(bottom)} at={at} />
            ) : (
              <Bars
                key={one.label}
                series={one}
                x={x}
                y={y}
                base={y(0)}
                step={step}
                nth={nth}
                of={series.length}
                at={at}
              />
            ),
          )}
        </svg>
        {at !== undefined && <Tip at={at} x={x(at)} width={width} series={series} time={formatTime(times[at] ?? '')} />}
      </div>
      <p id={id} role="status" className="sr-only">
        {at === undefined ? '' : said(at)}
      </p>
      <ChartTable label={label} times={times} series={series} formatTime={formatTime} />
    </div>
  )
}

function summaryOf(
  { label, values }: Series,
  summary: (label: string, first: string, last: string, highest: string) => string,
  number: (value: number) => string,
): string {
  const known = values.filter((value) => value !== null)
  return summary(label, number(known[0] ?? 0), number(known.at(-1) ?? 0), number(Math.max(...known, 0)))
}
