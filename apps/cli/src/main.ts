#!/usr/bin/env node
import { readEnvironment } from './environment.ts'
import { run } from './run.ts'

// `roster users list | head` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

// Not `process.exit`: a session may be on its way to be renewed, and output to be written.
process.exitCode = await run(
  process.argv.slice(2),
  { input: process.stdin, output: process.stdout, errors: process.stderr },
  readEnvironment(),
)
