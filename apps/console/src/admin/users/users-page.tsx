import { isRosterError, type UserPage } from '@roster/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router'
import { Download, MailPlus, UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { roster } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Note } from '../../ui/note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Pager } from '../../ui/pager.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useAdminMessages } from '../messages.ts'
import { BulkBar } from './bulk-bar.tsx'
import { CreateUserDialog } from './create-user-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { useSelection } from './selection.ts'
import { UserCount } from './user-count.tsx'
import { filterOf, isFiltered, queryOf, readUsersSearch, type UsersSearch, writeUsersSearch } from './users-search.ts'
import { UsersTable } from './users-table.tsx'
import { UsersToolbar } from './users-toolbar.tsx'

/** The cursors of the pages before this one; they go with the entry in the browser's history. */
interface Trail {
  readonly before?: readonly string[]
}

export function UsersPage() {
  const { users: texts } = useAdminMessages()
  const search = readUsersSearch(useSearch({ strict: false }))
  const { before = [] } = useRouterState({ select: ({ location }) => location.state as Trail })
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'create' | 'invite' | 'export'>()
  const selection = useSelection()
  const list = useQuery({ ...roster.users.list.queryOptions(queryOf(search)), placeholderData: keepPreviousData })

  const show = (next: UsersSearch, trail: Trail = {}, replace = false) =>
    navigate({
      to: '/users',
      search: writeUsersSearch(next),
      state: trail as object,
      replace,
      // Another page is read from its beginning; a filter leaves one where it is.
      resetScroll: next.cursor !== search.cursor,
    })
  const change = (changes: Partial<UsersSearch>) => {
    // Letters that are typed make one entry in the history, not one each.
    const typing = Object.keys(changes).length === 1 && changes.search !== undefined && search.search !== ''
    void show({ ...search, ...changes, cursor: undefined, page: 1 }, {}, typing)
  }
  const goOn = (cursor: string) =>
    void show({ ...search, cursor, page: search.page + 1 }, { before: [...before, search.cursor ?? ''] })
  const goBack = () => {
    const cursor = before.at(-1) || undefined
    void show({ ...search, cursor, page: cursor === undefined ? 1 : search.page - 1 }, { before: before.slice(0, -1) })
  }

  return (
    <>
      <PageHeader title={texts.title} text={texts.text}>
        <Button look="quiet" onClick={() => setDialog('export')}>
          <Download className="size-4" aria-hidden />
          {texts.export.open}
        </Button>
        <Button onClick={() => setDialog('invite')}>
          <MailPlus className="size-4" aria-hidden />
          {texts.invite.open}
        </Button>
        <Button look="primary" onClick={() => setDialog('create')}>
          <UserPlus className="size-4" aria-hidden />
          {texts.create.open}
        </Button>
      </PageHeader>
      <UsersToolbar search={search} onChange={change} />
      {list.isError && !list.data ? (
        <ListError
          error={list.error}
          retry={() => void list.refetch()}
          start={() => void show({ ...search, cursor: undefined, page: 1 })}
        />
      ) : (
        <Listed
          page={list.data}
          search={search}
          stale={list.isPlaceholderData}
          selection={selection}
          onSort={(sort) => change({ sort })}
        />
      )}
      <Pager
        onPrevious={search.cursor === undefined ? undefined : goBack}
        onNext={list.data?.nextCursor ? () => goOn(list.data.nextCursor ?? '') : undefined}
      >
        {search.page > 1 && <span className="mr-3">{texts.page(String(search.page))}</span>}
        <UserCount filter={filterOf(search)} onPage={list.data} isFirstPage={search.cursor === undefined} />
      </Pager>
      <BulkBar selection={selection} />
      {dialog === 'create' && <CreateUserDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'invite' && <InviteDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'export' && <ExportDialog filter={filterOf(search)} onClose={() => setDialog(undefined)} />}
    </>
  )
}

interface ListedProps {
  readonly page: UserPage | undefined
  readonly search: UsersSearch
  readonly stale: boolean
  readonly selection: ReturnType<typeof useSelection>
  readonly onSort: (sort: UsersSearch['sort']) => void
}

function Listed({ page, search, stale, selection, onSort }: ListedProps) {
  const { users: texts } = useAdminMessages()
  if (page === undefined) return <LoadingRows />
  if (page.items.length === 0) {
    const [title, text] = isFiltered(search) ? [texts.emptyTitle, texts.emptyText] : [texts.noneTitle, texts.noneText]
    return (
      <div className="rounded-xl border border-line bg-surface shadow-card">
        <EmptyState icon={UsersRound} title={title} text={text} />
      </div>
    )
  }
  return <UsersTable users={page.items} sort={search.sort} onSort={onSort} selection={selection} stale={stale} />
}

function LoadingRows() {
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4 shadow-card" aria-busy="true">
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <Skeleton key={index} className="h-8 w-full" />
      ))}
    </div>
  )
}

interface ListErrorProps {
  readonly error: unknown
  readonly retry: () => void
  readonly start: () => void
}

/** A link that was kept leads to a cursor that no longer fits: the list itself is all right. */
function ListError({ error, retry, start }: ListErrorProps) {
  const { users: texts } = useAdminMessages()
  const isCursor = isRosterError(error, 'VALIDATION_FAILED') && error.fields.cursor !== undefined
  if (!isCursor) return <QueryError error={error} onRetry={retry} />
  return (
    <Note tone="warn">
      {texts.stale}{' '}
      <Button className="mt-2 block" onClick={start}>
        {texts.first}
      </Button>
    </Note>
  )
}
