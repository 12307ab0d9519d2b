import { migrate } from '@roster/db'
import { openDatabase, runCommand } from './command.ts'

// pnpm db:migrate: brings the database to the newest schema. The server does the same when it starts.
await runCommand(async (env, print) => {
  await using database = await openDatabase(env)
  const applied = await migrate(database, { log: (name) => print(`applied ${name}`) })
  print(applied.length === 0 ? 'The database is up to date.' : `${applied.length} applied. The database is up to date.`)
  return 0
})
