import { type Finding, findingsAbout } from './finding.ts'

const { ok, warning, problem } = findingsAbout('Configuration')

/** What `readEnv` read without complaint. */
export function judgeConfiguration(env: {
  readonly mode: string
  readonly warnings: readonly string[]
}): readonly Finding[] {
  const warnings = env.warnings.map((text) => warning(text))
  const how = env.mode === 'production' ? 'unsafe settings are refused' : 'unsafe settings are not refused'
  return [ok(`NODE_ENV=${env.mode}: ${how}`), ...warnings]
}

/** The settings that keep Roster from starting. Nothing else can be looked at before they are right. */
export function refusedConfiguration(problems: readonly string[]): readonly Finding[] {
  return [
    ...problems.map((text) => problem(text)),
    findingsAbout('Everything else').unknown('is looked at once the settings are right', 'See .env.example.'),
  ]
}
