import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MARK, reference } from './reference.ts'

// Part of `pnpm docs:make`: writes the reference of the commands below the guide in docs/cli.md.
const path = resolve(import.meta.dirname, '../../../docs/cli.md')
const [guide = ''] = (await readFile(path, 'utf8')).split(MARK)
await writeFile(path, `${guide}${MARK}\n\n${reference()}\n`)
