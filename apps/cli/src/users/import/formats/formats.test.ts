import { expect, test } from 'vitest'
import type { FileRecord } from '../record.ts'
import { readCsv } from './csv.ts'
import { detectFormat } from './detect.ts'
import { readJson } from './json.ts'
import { readNdjson } from './ndjson.ts'

/** A text in pieces that end anywhere, within a character too. */
async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const all = async (records: AsyncIterable<FileRecord>): Promise<FileRecord[]> => {
  const list: FileRecord[] = []
  for await (const record of records) list.push(record)
  return list
}

const csv = (text: string, columns?: readonly string[]) =>
  all(readCsv(inPieces(text, 3), { delimiter: ',', ...(columns && { columns }) }))

test.each([
  ['email,name\n', 'csv'],
  ['\uFEFFemail,name\n', 'csv'],
  ['', 'csv'],
  ['{"email":"a@example.com"}\n{"email":"b@example.com"}\n', 'ndjson'],
  ['{"email":"a@example.com"}', 'ndjson'],
  ['{broken\n{"email":"b@example.com"}\n', 'ndjson'],
  [' [\n{"email":"a@example.com"}]', 'json-array'],
  ['{"users": [\n{\n"localId": "1"', 'json-object'],
  ['{"users":[{"localId":"1"}]}', 'json-object'],
  ['{\n  "id" : "x",\n  "realm" : "test"', 'json-object'],
  [`{"realm":"test","users":[${'{"id":"1"},'.repeat(10_000)}`, 'json-object'],
] as const)('%j begins a file of the format %s', (beginning, format) => {
  expect(detectFormat(beginning)).toBe(format)
})

test('CSV: quotes, line breaks in values, empty lines, a byte order mark and lines of the wrong length', async () => {
  const text =
    '\uFEFFemail, name \r\na@example.com,"Größe, ""q""\nzwei"\r\n\r\nshort\r\nb@example.com,B,\r\nc,C,extra\r\n'
  expect(await csv(text)).toEqual([
    { line: 2, fields: { email: 'a@example.com', name: 'Größe, "q"\nzwei' } },
    { line: 4, problem: 'Has 1 values for 2 columns' },
    { line: 6, fields: { email: 'b@example.com', name: 'B' } },
    { line: 7, problem: 'Has 3 values for 2 columns' },
  ])
})

test('CSV: columns of a file that does not name them', async () => {
  expect(await csv('1,a@example.com,\n', ['id', 'email'])).toEqual([
    { line: 1, fields: { id: '1', email: 'a@example.com' } },
  ])
})

test('CSV: a quote that does not end is said with its line', async () => {
  await expect(csv('email,name\na,b\nc,"d\ne,f\n')).rejects.toThrow(/no CSV: Quote Not Closed.* line 4/)
})

test('NDJSON: each line by itself', async () => {
  const text = '{"name":"Größe"}\r\n\nnot json\n[1]\n{"name":"last"}'
  expect(await all(readNdjson(inPieces(text, 1)))).toEqual([
    { line: 1, fields: { name: 'Größe' } },
    { line: 3, problem: 'Is no JSON' },
    { line: 4, problem: 'Is no JSON object' },
    { line: 5, fields: { name: 'last' } },
  ])
})

test('NDJSON: a line that is longer than any user is passed over', async () => {
  const text = `{"a":1}\n${'x'.repeat(3_000_000)}\n{"b":2}\n`
  const records = await all(readNdjson(inPieces(text, 65_536)))
  expect(records.map((record) => ('fields' in record ? record.fields : record.problem))).toEqual([
    { a: 1 },
    'Is longer than any user could be',
    { b: 2 },
  ])
})

test('JSON: the objects of an array, and those under `users`', async () => {
  const fields = { id: '1', about: { users: [{ id: 'inner' }] } }
  const array = JSON.stringify([fields, 7, { id: '2' }], null, 2)
  expect(await all(readJson(inPieces(array, 5), true))).toEqual([
    { line: undefined, fields },
    { line: undefined, problem: 'Is no JSON object' },
    { line: undefined, fields: { id: '2' } },
  ])
  const realm = JSON.stringify({ realm: 'r', roles: { users: [1] }, users: [fields], clients: [{ id: 'c' }] })
  expect(await all(readJson(inPieces(realm, 5), false))).toEqual([{ line: undefined, fields }])
})

test.each(['[{"a":1},{"b"', '[{"a":1}}', '[{"a":1},oops]'])('JSON: %j is said to be none', async (text) => {
  await expect(all(readJson(inPieces(text, 4), true))).rejects.toThrow('This is no JSON')
})
