import { BlockList, isIP } from 'node:net'

/** Whether an address lies in one of the ranges. Without ranges every address does; without an address none. */
export function isWithin(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true
  if (address === null || isIP(address) === 0) return false
  return blockListOf(ranges).check(address, familyOf(address))
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

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
