import { expect, test } from 'vitest'
import { createTestDb, testSettings } from '../testing.ts'
import { tidyEngine } from './upkeep.ts'

test.runIf(testSettings().engine === 'embedded')(
  'the log begins anew, and the space of deleted rows comes back, once enough was written',
  async () => {
    await using db = await createTestDb({ limits: { queryTimeoutMs: 20_000 } })
    const { pool } = db
    await pool.query('CREATE TABLE notes (value text)')
    await tidyEngine(pool)
    expect(await tidyEngine(pool)).toBe(false)

    await pool.query("INSERT INTO notes SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
    await pool.query('DELETE FROM notes')
    expect(await tidyEngine(pool)).toBe(true)
    expect(await tidyEngine(pool)).toBe(false)
    const { rows } = await pool.query("SELECT pg_relation_size('notes')::int AS bytes")
    expect(rows).toEqual([{ bytes: 0 }])
    await pool.query('DROP TABLE notes')
  },
)
