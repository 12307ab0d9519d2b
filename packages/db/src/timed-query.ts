import type { QueryConfig } from 'pg'

/** A statement with a time limit of its own, for what may take longer than a request's query. */
export function timedQuery(text: string, timeoutMs: number): QueryConfig {
  // pg takes it with any query; its types do not know.
  const config: QueryConfig & { query_timeout: number } = { text, query_timeout: timeoutMs }
  return config
}
