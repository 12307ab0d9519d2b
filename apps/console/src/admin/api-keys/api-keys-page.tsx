import type { ApiKeyCreated, ApiKeyRead } from '@roster/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { client, queryClient, roster } from '../../client.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryError } from '../../ui/query-error.tsx'
import { showToast } from '../../ui/toast.tsx'
import { keepFocus } from '../keep-focus.ts'
import { useAdminMessages } from '../messages.ts'
import { inSentence } from '../users/in-sentence.ts'
import { ApiKeysTable } from './api-keys-table.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { SecretDialog } from './secret-dialog.tsx'

/** The keys of programs. */
export function ApiKeysPage() {
  const { apiKeys: texts } = useAdminMessages()
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<ApiKeyCreated>()
  const [revoking, setRevoking] = useState<ApiKeyRead>()
  const pages = useInfiniteQuery(roster.apiKeys.list.infiniteQueryOptions({ limit: 50 }))
  const refresh = () => queryClient.invalidateQueries({ queryKey: roster.apiKeys.list.queryKey() })
  const revoke = async ({ id, name }: ApiKeyRead) => {
    await client.apiKeys.revoke.mutate({ apiKeyId: id })
    await refresh()
    keepFocus('main')
    showToast({ text: texts.revoked(inSentence(name)) })
  }
  return (
    <>
      <PageHeader title={texts.title} text={texts.text}>
        <Button look="primary" onClick={() => setCreating(true)}>
          <Plus className="size-4" aria-hidden />
          {texts.create}
        </Button>
      </PageHeader>
      {pages.isError && !pages.data ? (
        <QueryError error={pages.error} onRetry={() => void pages.refetch()} />
      ) : (
        <ApiKeysTable
          keys={pages.data?.pages.flatMap(({ items }) => items)}
          onRevoke={setRevoking}
          empty={<EmptyState icon={KeyRound} title={texts.noneTitle} text={texts.noneText} />}
        />
      )}
      {pages.hasNextPage && (
        <Button className="mt-4" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
      {creating && (
        <CreateKeyDialog
          onCreated={(key) => {
            setCreating(false)
            setCreated(key)
            void refresh()
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {created && <SecretDialog apiKey={created} onClose={() => setCreated(undefined)} />}
      {revoking && (
        <ConfirmDialog
          title={texts.revokeTitle(inSentence(revoking.name))}
          confirm={texts.revoke}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(undefined)}
        >
          {texts.revokeText}
        </ConfirmDialog>
      )}
    </>
  )
}
