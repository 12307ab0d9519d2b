import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { restoreBackup } from '@roster/db'
import { explain } from '../explain.ts'

const HELP = `apps/server/src/commands/restore.ts FILE --data-dir DIR

Unpacks a backup of the embedded database into an empty directory and proves that it is what was backed up. Prints what it
restored as JSON. It is what pnpm roster restore runs.`

// No configuration is read: neither the database nor the secret of a running server is any of its business.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'data-dir': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
})
const [file] = positionals
const dataDir = values['data-dir']
if (values.help || file === undefined || dataDir === undefined) {
  process.stdout.write(`${HELP}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  try {
    const { manifest, brokenAuditEvents } = await restoreBackup(file, dataDir)
    const { createdAt, schema, rows, auditHead, files } = manifest
    const restored = { dataDir: resolve(dataDir), createdAt, schema, rows, auditHead, brokenAuditEvents }
    process.stdout.write(`${JSON.stringify({ restored: { ...restored, files: Object.keys(files).length } })}\n`)
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ problem: explain(error) })}\n`)
    process.exitCode = 1
  }
}
