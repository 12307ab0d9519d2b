import { DRY_RUN, YES } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { changeStatus } from './change-status.ts'
import { USER } from './find.ts'

export const disableUser = (get: GetRoster) =>
  command('disable', {
    summary: 'Disable a user: signs them out, and keeps them out.',
    details: 'Asks first. `roster users enable` undoes it. The last active administrator cannot be disabled.',
    examples: [
      ['roster users disable ada@example.com', 'Shows what will happen, and asks.'],
      ['roster users disable ada@example.com --dry-run', 'Shows it alone.'],
      ['xargs -I{} roster users disable {} --yes < ids.txt', 'Many, from a list of ids or addresses.'],
    ],
  })
    .argument('<user>', USER)
    .option(...DRY_RUN)
    .option(...YES)
    .action((who, options) =>
      changeStatus(
        get(),
        who,
        {
          operation: 'users.update',
          words: ['Disable', 'Disabled'],
          to: 'disabled',
          isDestructive: true,
          effects: [],
          isDone: ({ status }) => status === 'disabled',
          work: (client, { id: userId }, ifMatch) =>
            client.users.update.mutate({ userId, ifMatch, status: 'disabled' }),
        },
        options,
      ),
    )
