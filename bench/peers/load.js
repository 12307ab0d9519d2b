// Sends requests from a process of its own and prints what came of it as JSON. Argument: autocannon's options, as JSON.
import autocannon from 'autocannon'

const { requests, ...options } = JSON.parse(process.argv[2] ?? '{}')
const { method, headers } = options
const { pathname: path } = new URL(options.url)
const sent = requests?.map(({ body }) => ({ method, path, headers, body }))
let connections = 0
// Each connection begins elsewhere in the list, so that they are not all at the same place at the same time.
const setupClient = (client) => {
  const start = (connections++ * 7) % sent.length
  client.setRequests([...sent.slice(start), ...sent.slice(0, start)])
}
const result = await autocannon({ ...options, ...(sent && { setupClient }) })
const { requests: answers, latency, non2xx, errors, timeouts, duration } = result
const { p50, p90, p97_5, p99, max } = latency
process.stdout.write(
  JSON.stringify({
    perSecond: (answers.total - non2xx) / duration,
    total: answers.total,
    failed: non2xx + errors + timeouts,
    refused: result.statusCodeStats['503']?.count ?? 0,
    statuses: Object.keys(result.statusCodeStats).join(),
    latencyMs: { p50, p90, p97_5, p99, max },
  }),
)
