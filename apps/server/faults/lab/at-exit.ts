const pending = new Set<() => void>()

/**
 * Promises that `undo` is done even when the run is broken off with Ctrl+C: it must be synchronous. @returns how to
 * take the promise back, once it has been done in good order
 */
export function undoAtExit(undo: () => void): () => void {
  pending.add(undo)
  return () => pending.delete(undo)
}

/** The last one first, as with any stack of resources. */
process.on('exit', () => {
  for (const undo of [...pending].reverse()) {
    try {
      undo()
    } catch {
      // The others want their turn too.
    }
  }
})
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => {
    process.stderr.write(`\nEnded by ${signal}: what was begun is being undone.\n`)
    process.exit(code)
  })
}
