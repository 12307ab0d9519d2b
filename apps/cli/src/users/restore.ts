import { DRY_RUN } from '../change/carry-out.ts'
import { command, type GetRoster } from '../command.ts'
import { changeStatus } from './change-status.ts'
import { USER } from './find.ts'

export const restoreUser = (get: GetRoster) =>
  command('restore', {
    summary: 'Restore a deleted user.',
    details: 'They come back with the status, role and password they had. Their sessions do not.',
    examples: [
      ['roster users list --status deleted', 'Who can be restored.'],
      ['roster users restore ada@example.com', 'Brings them back.'],
    ],
  })
    .argument('<user>', USER)
    .option(...DRY_RUN)
    .action((who, options) =>
      changeStatus(
        get(),
        who,
        {
          operation: 'users.restore',
          words: ['Restore', 'Restored'],
          to: undefined,
          isDestructive: false,
          effects: ['They are no longer deleted, and have the status they had before.'],
          isDone: ({ status }) => status !== 'deleted',
          work: (client, { id: userId }) => client.users.restore.mutate({ userId }),
        },
        options,
      ),
    )
