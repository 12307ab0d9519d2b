import { expect, test } from 'vitest'
import { assembleDatabase } from '../database.ts'
import { createEmbeddedPool } from '../pool.ts'
import { startEngine } from './start.ts'
import { tidyEngine } from './upkeep.ts'

test('the log begins anew, and the space of deleted rows comes back, once enough was written', async () => {
  const engine = await startEngine({ kind: 'memory', snapshot: null }, () => undefined)
  const pool = createEmbeddedPool(engine.socketDir, { onError: () => undefined })
  await using _db = assembleDatabase('embedded', pool, engine)
  await pool.query('CREATE TABLE notes (value text)')
  await tidyEngine(pool)
  expect(await tidyEngine(pool)).toBe(false)

  await pool.query("INSERT INTO notes SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
  await pool.query('DELETE FROM notes')
  expect(await tidyEngine(pool)).toBe(true)
  expect(await tidyEngine(pool)).toBe(false)
  const { rows } = await pool.query("SELECT pg_relation_size('notes')::int AS bytes")
  expect(rows).toEqual([{ bytes: 0 }])
})
