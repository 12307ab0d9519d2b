import type { SigningKeyInfo } from '@roster/domain'
import { describe, expect, test } from 'vitest'
import { judgeMailQueue } from './accounts.ts'
import { judgeClock } from './clock.ts'
import { judgeConfiguration, refusedConfiguration } from './configuration.ts'
import { judgeEmbedded, judgePostgres, type PostgresFacts, type PostgresSetup } from './database.ts'
import { judgeDisk } from './disk.ts'
import { judgeExposure } from './exposure.ts'
import type { Finding } from './finding.ts'
import { judgeHashCost } from './hash-cost.ts'
import { judgeRedis, judgeScale } from './limits-store.ts'
import { judgeRuntime } from './runtime.ts'
import { judgeSecrets } from './secrets.ts'
import { judgeSigningKeys } from './signing-keys.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const GB = 1024 ** 3
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

/** What is not in order, as `level: words`. Everything that is must not come with advice. */
function faultsIn(findings: readonly Finding[]): readonly string[] {
  for (const { level, advice } of findings) if (level === 'ok') expect(advice).toBeUndefined()
  return findings.filter(({ level }) => level !== 'ok').map(({ level, says }) => `${level}: ${says}`)
}

const machine = { nodeVersion: '24.21.0', cores: 4, memoryBytes: 8 * GB, freeBytes: GB }
test.each([
  [machine, []],
  [{ ...machine, nodeVersion: '20.19.0' }, [/^problem: 20\.19/]],
  [{ ...machine, nodeVersion: '26.1.0' }, [/^warning: 26\.1/]],
  [{ ...machine, memoryBytes: 256 * 1024 ** 2 }, [/^warning: .*0\.3 GB/]],
])('Node.js and the machine: %j', (facts, expected) => {
  expect(faultsIn(judgeRuntime(facts))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

const facts: PostgresFacts = {
  version: '17.5',
  versionNumber: 170005,
  encoding: 'UTF8',
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  isReadOnly: false,
  isSuperuser: false,
  lacksTrigrams: false,
  maxConnections: 97,
  usesTls: true,
  driftMs: 0,
}
const setup: PostgresSetup = { host: 'db.example', poolSize: 10, latencyMs: 1 }
describe('PostgreSQL', () => {
  test('that is well set up has no faults', () => {
    expect(faultsIn(judgePostgres(facts, setup))).toEqual([])
    expect(faultsIn(judgePostgres({ ...facts, usesTls: false }, { ...setup, host: '127.0.0.1' }))).toEqual([])
  })

  test.each<[Partial<PostgresFacts>, Partial<PostgresSetup>, RegExp]>([
    [{ version: '12.1', versionNumber: 120001 }, {}, /^problem: PostgreSQL 12\.1/],
    [{ encoding: 'LATIN1' }, {}, /^problem: .*LATIN1/],
    [{ fsync: 'off' }, {}, /^problem: fsync/],
    [{ fullPageWrites: 'off' }, {}, /^problem: full_page_writes/],
    [{ synchronousCommit: 'off' }, {}, /^problem: synchronous_commit/],
    [{ isReadOnly: true }, {}, /^problem: .*no changes/],
    [{ isSuperuser: true }, {}, /^warning: .*superuser/],
    [{ lacksTrigrams: true }, {}, /^warning: searches .*trigrams/],
    [{ usesTls: false }, {}, /^warning: .*not encrypted/],
    [{}, { poolSize: 97 }, /^problem: the pool/],
    [{}, { latencyMs: 80 }, /^warning: .*80\.0 ms/],
  ])('with %j and %j', (change, other, expected) => {
    expect(faultsIn(judgePostgres({ ...facts, ...change }, { ...setup, ...other }))).toEqual([
      expect.stringMatching(expected),
    ])
  })
})

test('the embedded engine is a problem in production and worth a warning elsewhere', () => {
  expect([judgeEmbedded('production').level, judgeEmbedded('development').level]).toEqual(['problem', 'warning'])
})

test.each([
  [400, []],
  [-7_000, [/^warning: 7\.0 s behind/]],
  [90_000, [/^problem: 90\.0 s ahead of/]],
])('a clock that is %s ms ahead', (driftMs, expected) => {
  expect(faultsIn(judgeClock(driftMs))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

describe('signing keys', () => {
  const key: SigningKeyInfo = {
    kid: 'a',
    createdAt: daysAgo(10),
    activeAt: daysAgo(10),
    expiresAt: null,
    state: 'signs',
    opens: true,
  }

  test('are counted, with the age of the one that signs and the day of the next', () => {
    expect(judgeSigningKeys([key], 90, NOW)[0]?.says).toBe(
      '1; the one that signs is 10 days old, the next is made on 2026-05-20',
    )
    expect(faultsIn(judgeSigningKeys([], 90, NOW))).toEqual([])
  })

  test('that cannot be opened are a problem', () => {
    expect(faultsIn(judgeSigningKeys([key, { ...key, opens: false }], 90, NOW))).toEqual([
      expect.stringMatching(/^problem: 1 of 2 cannot be opened/),
    ])
  })

  test('that should have been replaced, or never are, are worth a warning', () => {
    expect(faultsIn(judgeSigningKeys([{ ...key, activeAt: daysAgo(99) }], 90, NOW))).toHaveLength(1)
    expect(faultsIn(judgeSigningKeys([key], 3650, NOW))).toHaveLength(1)
  })
})

test.each([
  [{ waiting: 2, failing: 0, oldest: NOW, dropped: 0, sent: 9 }, []],
  [{ waiting: 2, failing: 1, oldest: NOW, dropped: 0, sent: 9 }, [/^warning: 2 waiting, 1 of them/]],
  [{ waiting: 1, failing: 1, oldest: daysAgo(1), dropped: 0, sent: 9 }, [/^problem: .*1440 minutes/]],
  [{ waiting: 0, failing: 0, oldest: null, dropped: 5, sent: 1 }, [/^warning: .*5 given up/]],
])('the mail queue: %j', (queue, expected) => {
  expect(faultsIn(judgeMailQueue(queue, NOW))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

test.each([
  [{ mode: 'production', origin: 'environment', weakness: undefined, openFiles: [] } as const, []],
  [
    { mode: 'production', origin: 'data directory', weakness: undefined, openFiles: [] } as const,
    [/^warning: .*data dir/],
  ],
  [{ mode: 'development', origin: '.env', weakness: 'must be random', openFiles: [] } as const, [/^problem: .*random/]],
  [
    {
      mode: 'development',
      origin: '.env',
      weakness: undefined,
      openFiles: [{ path: '/x/.env', mode: 0o644 }],
    } as const,
    [/^problem: .*\/x\/\.env \(mode 644\)/],
  ],
])('secrets: %j', (secrets, expected) => {
  expect(faultsIn(judgeSecrets(secrets))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

const redis = { version: '7', evictionPolicy: 'noeviction', host: 'r', usesTls: true, isLocal: false }
test.each([
  [redis, []],
  [{ ...redis, evictionPolicy: 'allkeys-lru' }, [/^warning: .*allkeys-lru/]],
  [{ ...redis, usesTls: false }, [/^warning: .*not encrypted/]],
  [{ ...redis, usesTls: false, isLocal: true }, []],
])('Redis: %j', (facts, expected) => {
  expect(faultsIn(judgeRedis(facts))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

test('limits that are multiplied show', () => {
  expect(judgeScale(1, 'production')).toEqual([])
  expect(faultsIn(judgeScale(100, 'production'))).toEqual([expect.stringMatching(/^problem: .*by 100/)])
  expect(faultsIn(judgeScale(100, 'development'))).toEqual([expect.stringMatching(/^warning/)])
  expect(faultsIn(judgeScale(0.1, 'production'))).toEqual([expect.stringMatching(/^warning/)])
})

const exposed = {
  mode: 'production',
  host: '127.0.0.1',
  port: 3000,
  publicUrl: 'https://id.example.com',
  trustProxy: 1,
  corsOrigins: ['https://app.example.com'],
  metricsToken: undefined,
  devInbox: false,
} as const
test.each([
  [{}, []],
  [{ publicUrl: 'http://127.0.0.1:3000', trustProxy: false, corsOrigins: [] }, []],
  [{ publicUrl: 'http://id.example.com' }, [/^problem: http:/]],
  [{ publicUrl: 'http://id.example.com', mode: 'development' }, [/^warning: http:/]],
  [{ trustProxy: false }, [/^warning: TRUST_PROXY is false/]],
  [{ host: '0.0.0.0' }, [/^warning: .*whoever connects to 0\.0\.0\.0/]],
  [{ host: '0.0.0.0', trustProxy: ['10.0.0.0/8'] }, []],
  [{ corsOrigins: ['http://app.example.com'] }, [/^warning: http:\/\/app/]],
  [{ corsOrigins: ['http://localhost:5173'] }, [/^warning: http:\/\/localhost/]],
  [{ devInbox: true }, [/^problem: .*reset links/]],
] as const)('exposure with %j', (change, expected) => {
  expect(faultsIn(judgeExposure({ ...exposed, ...change }))).toEqual(
    expected.map((pattern) => expect.stringMatching(pattern)),
  )
})

test.each([
  [12, 250, []],
  [10, 250, [/^warning: .*cost 10/]],
  [14, 2500, [/^warning: .*2500 ms/]],
  [12, 20, [/^warning: .*20 ms/]],
])('a hash of cost %s that takes %s ms', (cost, ms, expected) => {
  expect(faultsIn(judgeHashCost(cost, ms, 2))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

const disk = { dataDir: '/data', exists: true, freeBytes: 10 * GB, mode: 0o700 }
test.each([
  [disk, []],
  [{ ...disk, freeBytes: 0.5 * GB }, [/^warning: .*512 MB/]],
  [{ ...disk, freeBytes: 0.01 * GB }, [/^problem: .*10 MB/]],
  [{ ...disk, mode: 0o755 }, [/^warning: .*mode 755/]],
])('a disk: %j', (facts, expected) => {
  expect(faultsIn(judgeDisk(facts, true))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
})

test('every setting that is refused is a problem of its own', () => {
  expect(refusedConfiguration(['PORT: must …', 'HOST: must …']).map(({ level }) => level)).toEqual([
    'problem',
    'problem',
    'unknown',
  ])
  expect(faultsIn(judgeConfiguration({ mode: 'production', warnings: ['X: is not read'] }))).toEqual([
    'warning: X: is not read',
  ])
})
