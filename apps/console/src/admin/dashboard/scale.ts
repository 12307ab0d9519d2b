/** A round number not below the highest value, and the lines to draw up to it. */
export function niceScale(highest: number, lines = 4): { readonly top: number; readonly ticks: readonly number[] } {
  const rough = Math.max(highest, 1) / lines
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough)
  const whole = Number.isInteger(step) ? step : Math.ceil(step)
  const count = Math.max(1, Math.ceil(highest / whole))
  return { top: whole * count, ticks: Array.from({ length: count + 1 }, (_, index) => index * whole) }
}

/**
 * Where a chart of counts begins: at zero, or for a line that hardly moves a bit below it, so that the movement shows.
 */
export function niceRange(values: readonly number[]): {
  readonly bottom: number
  readonly top: number
  readonly ticks: readonly number[]
} {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  const spread = highest - lowest
  if (lowest === 0 || spread === 0 || spread > highest / 4) return { bottom: 0, ...niceScale(highest) }
  const { top, ticks } = niceScale(spread)
  const step = ticks[1] ?? top
  const bottom = Math.max(0, Math.floor(lowest / step) * step)
  const count = Math.ceil((highest - bottom) / step)
  return {
    bottom,
    top: bottom + count * step,
    ticks: Array.from({ length: count + 1 }, (_, index) => bottom + index * step),
  }
}
