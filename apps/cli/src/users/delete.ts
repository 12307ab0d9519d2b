import { DRY_RUN, YES } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { changeStatus } from './change-status.ts'
import { USER } from './find.ts'

export const deleteUser = (get: GetRoster) =>
  command('delete', {
    summary: 'Delete a user, for good after a while.',
    details:
      'Asks first. `roster users restore` undoes it until the retention time of the server is over (30 days, if it was not changed); then the account is anonymised. The last active administrator cannot be deleted.',
    examples: [
      ['roster users delete ada@example.com', 'Shows what will happen, and asks.'],
      ['roster users delete ada@example.com --dry-run', 'Shows it alone.'],
      ['roster users delete ada@example.com --yes --quiet', 'In a script.'],
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
          operation: 'users.delete',
          words: ['Delete', 'Deleted'],
          to: 'deleted',
          isDestructive: true,
          effects: ['The address stays reserved. `roster users restore` undoes this until the retention time is over.'],
          isDone: ({ status }) => status === 'deleted',
          async work(client, { id: userId }) {
            await client.users.delete.mutate({ userId })
            return client.users.get.query({ userId })
          },
        },
        options,
      ),
    )
