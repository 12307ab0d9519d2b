import type { UserListQuery, UserPage } from '@roster/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { roster } from '../../client.ts'
import { useFormat } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { useAdminMessages } from '../messages.ts'

export interface UserCountProps {
  readonly filter: UserListQuery
  readonly onPage: UserPage | undefined
  readonly isFirstPage: boolean
}

/** How many there are: known where all are on the page, else counted when somebody asks, because that takes time. Very many are estimated. */
export function UserCount({ filter, onPage, isFirstPage }: UserCountProps) {
  const { users: texts } = useAdminMessages()
  const { number } = useFormat()
  const asked = JSON.stringify(filter)
  const [wanted, setWanted] = useState<string>()
  const count = useQuery({
    ...roster.users.list.queryOptions({ ...filter, limit: 1, includeTotal: true }),
    enabled: wanted === asked,
  })
  if (onPage === undefined) return null
  const known =
    isFirstPage && onPage.nextCursor === null ? onPage.items.length : wanted === asked ? count.data?.total : undefined
  const isEstimate = known !== undefined && known === count.data?.total && count.data.totalIsEstimate === true
  return (
    <span role="status">
      {known === undefined ? (
        <Button look="quiet" className="-mx-3.5" busy={count.isFetching} onClick={() => setWanted(asked)}>
          {texts.count}
        </Button>
      ) : (
        texts[isEstimate ? 'totalAbout' : 'total'](known, number(known))
      )}
    </span>
  )
}
