import { join } from 'node:path'
import { repositoryRoot } from '../env.ts'
import { describeApi } from '../openapi.ts'
import { accessPage } from './access-page.ts'
import { errorsPage } from './errors-page.ts'

/** The files under `docs/` that are made of the code, by their absolute paths. */
export function referenceFiles(): ReadonlyMap<string, string> {
  const openApi = describeApi({ publicUrl: 'http://127.0.0.1:3000', productName: 'Roster' })
  return new Map(
    Object.entries({
      'access.md': accessPage(),
      'errors.md': errorsPage(),
      'openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
    }).map(([name, text]) => [join(repositoryRoot, 'docs', name), text]),
  )
}
