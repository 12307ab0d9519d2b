/** Where the engine keeps its data; in memory a snapshot is a tar file made by `dump`. */
export type Storage = { kind: 'directory'; dataDir: string } | { kind: 'memory'; snapshot: string | null }

/** What the worker is started with. */
export type WorkerInput = { storage: Storage; socketPath: string }

/** What the worker is asked. */
export type WorkerRequest = { type: 'close' } | { type: 'dump'; path: string } | { type: 'copy'; path: string }

/** What the worker says: `failed` is the last thing before it ends. */
export type WorkerReply =
  | { type: 'ready' }
  | { type: 'dumped' }
  | { type: 'copied'; error: string | null }
  | { type: 'closed' }
  | { type: 'failed'; reason: string }
