import type { ApiKeyRead } from '@roster/client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { roster } from '../../client.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Time } from '../../ui/time.tsx'
import { useAdminMessages } from '../messages.ts'
import { nameOf } from '../users/user-cells.tsx'

const SOON_MS = 14 * 24 * 3_600_000

type State = 'active' | 'soon' | 'expired' | 'revoked'

const TONES = { active: 'ok', soon: 'warn', expired: 'neutral', revoked: 'danger' } as const

function stateOf({ revokedAt, expiresAt }: ApiKeyRead): State {
  if (revokedAt !== null) return 'revoked'
  const leftMs = Date.parse(expiresAt) - Date.now()
  if (leftMs <= 0) return 'expired'
  return leftMs < SOON_MS ? 'soon' : 'active'
}

export interface ApiKeysTableProps {
  readonly keys: readonly ApiKeyRead[] | undefined
  readonly onRevoke: (key: ApiKeyRead) => void
  readonly empty: ReactNode
}

export function ApiKeysTable({ keys, onRevoke, empty }: ApiKeysTableProps) {
  const { apiKeys: texts } = useAdminMessages()
  const columns: readonly Column<ApiKeyRead>[] = [
    { id: 'name', title: texts.columns.name, cell: (key) => <NameCell apiKey={key} /> },
    { id: 'scopes', title: texts.columns.scopes, from: 'md', cell: (key) => <Scopes apiKey={key} /> },
    {
      id: 'expires',
      title: texts.columns.expiresAt,
      from: 'sm',
      narrow: true,
      cell: (key) => <Time at={key.expiresAt} style="date" />,
    },
    {
      id: 'used',
      title: texts.columns.lastUsedAt,
      from: 'lg',
      narrow: true,
      cell: (key) => (key.lastUsedAt === null ? texts.neverUsed : <Time at={key.lastUsedAt} style="relative" />),
    },
    { id: 'creator', title: texts.columns.createdBy, from: 'xl', cell: (key) => <Creator id={key.createdBy} /> },
    {
      id: 'actions',
      title: texts.columns.actions,
      narrow: true,
      cell: (key) =>
        ['active', 'soon'].includes(stateOf(key)) && (
          <Button look="dangerQuiet" aria-label={texts.revokeLabel(key.name)} onClick={() => onRevoke(key)}>
            {texts.revoke}
          </Button>
        ),
    },
  ]
  return (
    <DataTable caption={texts.title} columns={columns} rows={keys} rowKey={({ id }) => id} empty={empty} expected={4} />
  )
}

/** On a narrow screen, the other columns' figures stand here too. */
function NameCell({ apiKey }: { readonly apiKey: ApiKeyRead }) {
  const { apiKeys: texts } = useAdminMessages()
  const state = stateOf(apiKey)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="font-medium">
        <bdi>{apiKey.name}</bdi> <Badge tone={TONES[state]}>{texts.states[state]}</Badge>
      </p>
      <code className="font-mono text-sm text-quiet">{apiKey.prefix}…</code>
      <div className="md:hidden">
        <Scopes apiKey={apiKey} />
      </div>
      <p className="text-sm text-quiet sm:hidden">
        {texts.columns.expiresAt}: <Time at={apiKey.expiresAt} style="date" />
      </p>
    </div>
  )
}

function Scopes({ apiKey: { scopes, ipRanges } }: { readonly apiKey: ApiKeyRead }) {
  const { apiKeys: texts } = useAdminMessages()
  const groups: Readonly<Record<string, string>> = texts.groups
  return (
    <div className="flex flex-col gap-1">
      <ul className="flex flex-wrap gap-1">
        {scopes.map((scope) => (
          <li key={scope}>
            <Badge>{groups[scope] ?? scope}</Badge>
          </li>
        ))}
      </ul>
      {ipRanges.length > 0 && (
        <p className="text-sm text-quiet">
          {texts.from} {ipRanges.join(', ')}
        </p>
      )}
    </div>
  )
}

function Creator({ id }: { readonly id: string }) {
  const { data } = useQuery(roster.users.get.queryOptions({ userId: id }))
  return (
    <TextLink to="/users/$userId" params={{ userId: id }}>
      <bdi className="inline-block max-w-40 truncate align-bottom">
        {data === undefined ? `${id.slice(0, 8)}…` : nameOf(data)}
      </bdi>
    </TextLink>
  )
}
