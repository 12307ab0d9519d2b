import type { Lab } from './lab.ts'
import { type Outage, rideOut } from './outage.ts'
import type { Cluster } from './postgres.ts'
import type { Report } from './scenario.ts'
import { postgresStore } from './store.ts'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'

/** A server on a private PostgreSQL behind a proxy, and something that happens to either. */
export async function outageOfPostgres(lab: Lab, make: (cluster: Cluster, proxy: TcpProxy) => Outage): Promise<Report> {
  const cluster = await lab.postgres()
  if (typeof cluster === 'string') return { kind: 'not tried', why: cluster }
  await using proxy = await startProxy(cluster.port)
  const { url, through } = await cluster.createDatabase()
  return await rideOut(lab, postgresStore(url, lab.dir('data'), through(proxy.port)), make(cluster, proxy))
}
