import { FILLS, type Series, STROKES } from './series.ts'

interface ShapeProps {
  readonly series: Series
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  readonly base: number
  readonly at: number | undefined
}

export function Line({ series: { values, tone }, x, y, base, at }: ShapeProps) {
  const points = values.map((value, index) => `${x(index)},${y(value)}`)
  return (
    <g>
      <polygon
        points={[`${x(0)},${base}`, ...points, `${x(values.length - 1)},${base}`].join(' ')}
        className={FILLS[tone]}
        fillOpacity="0.1"
      />
      <polyline
        points={points.join(' ')}
        fill="none"
        strokeWidth="2"
        strokeLinejoin="round"
        className={STROKES[tone]}
      />
      {at !== undefined && <circle cx={x(at)} cy={y(values[at] ?? 0)} r="4" className={FILLS[tone]} />}
    </g>
  )
}

interface BarsProps extends ShapeProps {
  readonly step: number
  readonly nth: number
  readonly of: number
}

export function Bars({ series: { values, tone }, x, y, base, at, step, nth, of }: BarsProps) {
  const room = step * 0.72
  const width = Math.max(1, Math.min(room / of, 22))
  return (
    <g className={FILLS[tone]}>
      {values.map((value, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a point has no other name.
          key={index}
          x={x(index) - (width * of) / 2 + nth * width}
          y={y(value)}
          width={Math.max(1, width - 1)}
          height={Math.max(0, base - y(value))}
          rx={Math.min(2, width / 4)}
          fillOpacity={at === undefined || at === index ? 1 : 0.5}
        />
      ))}
    </g>
  )
}
