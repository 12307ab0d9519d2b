import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Env } from '../env.ts'

/**
 * Where a request came from, as TRUST_PROXY says: IPv4-mapped addresses as IPv4, without port or zone.
 * What a proxy claims and is no address gives the proxy's own.
 */
export function clientAddress(request: Pick<FastifyRequest, 'ip' | 'socket'>): string | null {
  return plainAddress(request.ip) ?? plainAddress(request.socket.remoteAddress) ?? null
}

function plainAddress(value: string | undefined): string | undefined {
  if (value === undefined || value.length > 64) return undefined
  if (isIP(value) === 4) return value
  const withoutPort = /^\[([^\]]+)\](?::\d+)?$/.exec(value)?.[1] ?? /^([\d.]+):\d+$/.exec(value)?.[1] ?? value
  const withoutZone = withoutPort.split('%', 1)[0] ?? ''
  const mapped = /^::ffff:([\d.]+)$/i.exec(withoutZone)?.[1] ?? withoutZone
  return isIP(mapped) === 0 ? undefined : mapped.toLowerCase()
}

/** TRUST_PROXY for Fastify, which takes a bare number for "nobody". */
export function trustedHops(trust: Env['trustProxy']): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof trust === 'number') return (_address, hop) => hop < trust
  return trust === false ? false : [...trust]
}
