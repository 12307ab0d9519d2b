import ipaddr from 'ipaddr.js'

/**
 * What a client address counts as: IPv6 by its /64 (one customer has that many), IPv4-mapped as IPv4, zones dropped.
 * Text that is no address counts as itself.
 */
export function limitKeyOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}
