import { BlockList, isIP } from 'node:net'

/** Whether an address lies in one of the ranges. Without ranges every address does; without an address none. */
export function isWithin(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true
  if (address === null || isIP(address) === 0) return false
  const family = familyOf(address)
  // To Node every IPv4 address lies in `::/0` as well; who writes that means IPv6.
  const ofFamily = ranges.filter((range) => rangeFamily(range) === family || MAPPED.test(range))
  return blockListOf(ofFamily).check(address, family)
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

/** IPv4 in the clothes of IPv6 (RFC 4291 §2.5.5.2). */
const MAPPED = /^::ffff:\d+\./i

const rangeFamily = (range: string) => familyOf(range.split('/')[0] ?? '')

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
