import type { PrismaClient } from '@roster/db'
import type { SecurityEvent } from '../context.ts'
import { createVault, type Vault } from '../vault.ts'
import type { SigningKeyServices } from './rotate-signing-key.ts'

export const T0 = new Date('2026-01-31T09:30:00.000Z')

export interface SigningFixture extends SigningKeyServices {
  readonly vault: Vault
  readonly settings: { publicUrl: string; accessTokenTtlSeconds: number; signingKeyRotationDays: number }
  readonly reported: SecurityEvent[]
  readonly recorded: string[]
  /** Lets time pass. */
  advance(time: { days?: number; minutes?: number; seconds?: number; ms?: number }): void
}

/** For tests: what keys and access tokens need, with a clock that stands until it is moved. */
export function signingFixture(client: PrismaClient, secret = 'a secret of the tests, long enough'): SigningFixture {
  let nowMs = T0.getTime()
  const reported: SecurityEvent[] = []
  const recorded: string[] = []
  return {
    client,
    vault: createVault(secret),
    settings: { publicUrl: 'https://roster.example.com', accessTokenTtlSeconds: 900, signingKeyRotationDays: 30 },
    now: () => new Date(nowMs),
    advance({ days = 0, minutes = 0, seconds = 0, ms = 0 }) {
      nowMs += ((days * 24 * 60 + minutes) * 60 + seconds) * 1000 + ms
    },
    reported,
    recorded,
    report: (event) => {
      reported.push(event)
    },
    recordKeyCreated: async (_, kid) => {
      recorded.push(kid)
    },
  }
}
