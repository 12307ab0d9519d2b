import { parseArgs } from 'node:util'
import { ConfigurationError } from '../configuration-error.ts'
import { refusedConfiguration } from '../doctor/configuration.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { renderJson, renderText } from '../doctor/report.ts'
import { processEnvironment, readEnv } from '../env.ts'

const HELP = `pnpm doctor [--json]

Says what is set up, how safe it is, and what to do. Changes nothing and sends nothing; prints no secret.
On the embedded engine, stop the server first to have its data looked at too.

  --json   for scripts: pnpm -s run doctor --json

Exit code 0: no problems (there may be warnings). 1: problems.
`

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
})
if (values.help) process.stdout.write(HELP)
else await main()

async function main(): Promise<void> {
  const source = processEnvironment()
  const findings = await diagnose(source)
  const color = !source.NO_COLOR && process.stdout.isTTY
  process.stdout.write(`${values.json ? renderJson(findings) : renderText(findings, color)}\n`)
  process.exitCode = findings.some(({ level }) => level === 'problem') ? 1 : 0
}

async function diagnose(source: ReturnType<typeof processEnvironment>): Promise<readonly Finding[]> {
  try {
    return await examine(readEnv(source))
  } catch (error) {
    if (error instanceof ConfigurationError) return refusedConfiguration(error.problems)
    throw error
  }
}
