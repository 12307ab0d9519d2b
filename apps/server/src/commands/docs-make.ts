import { writeFile } from 'node:fs/promises'
import { referenceFiles } from '../reference/files.ts'

// pnpm docs:make: writes the files under docs/ that are made of the code.
for (const [path, text] of referenceFiles()) await writeFile(path, text)
