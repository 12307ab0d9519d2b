import type { Terminal } from './terminal.ts'
import { fit } from './text.ts'

const INTERVAL_MS = 100
/** Work that is done sooner needs none. */
const FIRST_AFTER_MS = 500

/** Says how far long work has come, on one line of the terminal. */
export interface Progress extends Disposable {
  /** @param total Unknown when left out: then there is a count, and no bar. */
  update(done: number, total?: number): void
}

/** Shows nothing unless standard error is a terminal. Disposing it clears the line. */
export function startProgress({ errors }: Pick<Terminal, 'errors'>, label: string, isShown = true): Progress {
  if (!isShown || errors.isTTY !== true) return { update: () => undefined, [Symbol.dispose]: () => undefined }
  const startedAt = Date.now()
  let drawnAt: number | undefined
  return {
    update(done, total) {
      const now = Date.now()
      const isDue = drawnAt === undefined ? now - startedAt >= FIRST_AFTER_MS : now - drawnAt >= INTERVAL_MS
      if (!isDue && (done !== total || drawnAt === undefined)) return
      drawnAt = now
      const perSecond = Math.round((done * 1000) / Math.max(1, now - startedAt))
      const text = `${label} ${total === undefined ? done : barOf(done, total)}  ${perSecond}/s`
      errors.write(`\r\u001B[K${fit(text, (errors.columns ?? 80) - 1)}`)
    },
    [Symbol.dispose]() {
      if (drawnAt !== undefined) errors.write('\r\u001B[K')
    },
  }
}

const BAR_COLUMNS = 24

function barOf(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total)
  const filled = Math.round(part * BAR_COLUMNS)
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_COLUMNS - filled)}] ${Math.floor(part * 100)}%  ${done}/${total}`
}
