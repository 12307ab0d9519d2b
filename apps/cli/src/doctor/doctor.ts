import { command, type GetRoster } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import type { Roster } from '../roster.ts'
import type { Paint, Style } from '../terminal/terminal.ts'
import { padTo, printable } from '../terminal/text.ts'
import { version } from '../version.ts'
import { checkCertificate } from './certificate.ts'
import { checkCredential } from './credential.ts'
import type { Finding, Level } from './finding.ts'
import { checkServer } from './server.ts'

export const doctor = (get: GetRoster) =>
  command('doctor', {
    summary: 'Say what works between here and the server, and what to do.',
    details:
      'Looks at the address, the certificate, the server, its readiness and clock, and at your session or key. Changes nothing. Exit code 8 when there is a problem. The settings and data of a server are looked at on its own machine, by `pnpm doctor` in its repository.',
    examples: [
      ['roster doctor', 'When something does not work.'],
      ['roster doctor --url https://accounts.example.com', 'About another server.'],
      ['roster doctor --json | jq -r \'.findings[] | select(.level != "ok") | .says\'', 'What is not in order.'],
    ],
  }).action(async () => {
    const roster = get()
    const findings = await examine(roster)
    const isBad = findings.some(({ level }) => level === 'problem')
    if (isBad) roster.exitCode = EXIT.findings
    roster.output.value({ ok: !isBad, findings }, describe(findings, roster.output.paint))
  })

async function examine(roster: Roster): Promise<readonly Finding[]> {
  const { timeoutMs } = roster.settings
  const url = await roster.server()
  const here: Finding = {
    about: 'Here',
    level: 'ok',
    says: `roster ${version} on Node.js ${process.versions.node}, for ${url}`,
  }
  const certificate = await checkCertificate(url, timeoutMs)
  const server = await checkServer(url, timeoutMs)
  const isReachable = server[0]?.level === 'ok'
  return [here, ...certificate, ...server, ...(isReachable ? await checkCredential(roster) : [])]
}

const MARKS: Readonly<Record<Level, readonly [sign: string, style: Style]>> = {
  ok: ['ok', 'green'],
  warning: ['warning', 'yellow'],
  problem: ['PROBLEM', 'red'],
}

function describe(findings: readonly Finding[], paint: Paint): string {
  const width = Math.max(...findings.map(({ about }) => about.length))
  const lines = findings.flatMap(({ about, level, says, advice }) => {
    const [sign, style] = MARKS[level]
    const indent = ' '.repeat(width + 13)
    return [
      `  ${paint(style, sign.padEnd(7))}  ${padTo(about, width)}  ${printable(says)}`,
      ...(advice === undefined ? [] : [`${indent}${paint('dim', `→ ${printable(advice)}`)}`]),
    ]
  })
  return lines.join('\n')
}
