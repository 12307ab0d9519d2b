import { DRY_RUN } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { changeStatus } from './change-status.ts'
import { USER } from './find.ts'

export const enableUser = (get: GetRoster) =>
  command('enable', {
    summary: 'Enable a disabled user: they may sign in again.',
    details: 'Deleted users come back with `roster users restore`.',
    examples: [
      ['roster users enable ada@example.com', 'Lets them in again.'],
      ['roster users enable ada@example.com --dry-run', 'What would change; nothing does.'],
    ],
  })
    .argument('<user>', USER)
    .option(...DRY_RUN)
    .action((who, options) =>
      changeStatus(
        get(),
        who,
        {
          operation: 'users.update',
          words: ['Enable', 'Enabled'],
          to: 'active',
          isDestructive: false,
          effects: [],
          isDone: ({ status }) => status === 'active',
          work: (client, { id: userId }, ifMatch) => client.users.update.mutate({ userId, ifMatch, status: 'active' }),
        },
        options,
      ),
    )
