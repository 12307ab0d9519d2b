import { FILLS, type Series, STROKES } from './series.ts'

interface ShapeProps {
  readonly series: Series
  readonly x: (index: number) => number
  readonly y: (value: number) => number
  readonly base: number
  readonly at: number | undefined
}

/** A line for each run of points that are known, with the ground below it tinted; a dot where there is but one. */
export function Line({ series: { values, tone }, x, y, base, at }: ShapeProps) {
  const here = at === undefined ? null : (values[at] ?? null)
  return (
    <g>
      {runsOf(values).map((run) => {
        const points = run.map(([index, value]) => `${x(index)},${y(value)}`)
        const [first, last] = [run[0]?.[0] ?? 0, run.at(-1)?.[0] ?? 0]
        return (
          <g key={first}>
            <polygon
              points={[`${x(first)},${base}`, ...points, `${x(last)},${base}`].join(' ')}
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
            {run.length === 1 && <circle cx={x(first)} cy={y(run[0]?.[1] ?? 0)} r="3" className={FILLS[tone]} />}
          </g>
        )
      })}
      {at !== undefined && here !== null && <circle cx={x(at)} cy={y(here)} r="4" className={FILLS[tone]} />}
    </g>
  )
}

type Point = readonly [index: number, value: number]

/** The points that are known, in runs without a gap. */
function runsOf(values: Series['values']): readonly (readonly Point[])[] {
  const runs: Point[][] = []
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const run = runs.at(-1)
    if (run?.at(-1)?.[0] === index - 1) run.push([index, value])
    else runs.push([[index, value]])
  }
  return runs
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
      {values.map((known, index) => {
        const value = known ?? 0
        return (
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
        )
      })}
    </g>
  )
}
