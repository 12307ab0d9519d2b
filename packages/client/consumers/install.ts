import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const PACKAGE = resolve(import.meta.dirname, '..')
const FIXTURES = join(import.meta.dirname, 'fixtures')

/** A place outside the repository, with the packed client in it. */
export interface Workplace extends Disposable {
  readonly tarball: string
  /** Makes a project that has installed the tarball and what else is named, and has these fixtures. */
  install(name: string, dependencies: Readonly<Record<string, string>>, fixtures: readonly string[]): string
}

export function pack(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'roster-consumers-'))
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], PACKAGE).replace(/^[^[]*/, ''),
  )
  const tarball = join(folder, packed.filename)
  return {
    tarball,
    install(name, dependencies, fixtures) {
      const project = join(folder, name)
      mkdirSync(project)
      for (const fixture of fixtures) cpSync(join(FIXTURES, fixture), join(project, fixture), { recursive: true })
      const manifest = {
        private: true,
        type: 'module',
        dependencies: { '@roster/client': `file:${tarball}`, ...dependencies },
      }
      writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
      run('npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefer-offline'], project)
      return project
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Runs a program to its end. @returns what it wrote @throws Error with what it wrote */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  try {
    return execFileSync('env', [...settings, command, ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 50_000_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}
