/** A file that is being written. */
export interface FileSink {
  write(text: string): Promise<void>
  /** The file is whole. */
  close(): Promise<void>
  /** Nothing is kept of it. */
  abort(): Promise<void>
}

interface Picked {
  createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void>; abort(): Promise<void> }>
}

type Picker = (options: { readonly suggestedName: string }) => Promise<Picked>

/**
 * Asks where to save, where the browser can write as it goes; elsewhere the file is put together in memory and
 * downloaded at its end. Nothing when somebody changed their mind.
 */
export async function openFile(name: string, type: string): Promise<FileSink | undefined> {
  const { showSaveFilePicker: pick } = window as unknown as { readonly showSaveFilePicker?: Picker }
  if (pick === undefined) return openDownload(name, type)
  try {
    return await (await pick({ suggestedName: name })).createWritable()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    // Not from here, says the browser: inside a frame, for instance.
    return openDownload(name, type)
  }
}

function openDownload(name: string, type: string): FileSink {
  let parts: Blob[] = []
  return {
    async write(text) {
      parts.push(new Blob([text]))
    },
    async close() {
      const url = URL.createObjectURL(new Blob(parts, { type }))
      const link = Object.assign(document.createElement('a'), { href: url, download: name })
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
    },
    async abort() {
      parts = []
    },
  }
}
