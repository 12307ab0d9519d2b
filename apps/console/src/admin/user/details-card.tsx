import type { UserRead } from '@roster/client'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Section } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Time } from '../../ui/time.tsx'
import { useAdminMessages } from '../messages.ts'

export function DetailsCard({ user }: { readonly user: UserRead }) {
  const { user: texts, users } = useAdminMessages()
  return (
    <Section id="details" title={texts.details}>
      <dl className="flex flex-col gap-2.5">
        <Detail term={texts.email}>
          <bdi>{user.email}</bdi>{' '}
          <Badge tone={user.emailVerified ? 'ok' : 'warn'}>
            {user.emailVerified ? texts.verified : texts.unverified}
          </Badge>
        </Detail>
        <Detail term={texts.createdAt}>
          <Time at={user.createdAt} />
        </Detail>
        <Detail term={texts.updatedAt}>
          <Time at={user.updatedAt} />
        </Detail>
        <Detail term={texts.lastLoginAt}>
          {user.lastLoginAt === null ? users.never : <Time at={user.lastLoginAt} />}
        </Detail>
        <Detail term={texts.id}>
          <code className="font-mono text-sm">{user.id}</code> <CopyButton text={user.id} />
        </Detail>
      </dl>
    </Section>
  )
}

function Detail({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[9rem_1fr]">
      <dt className="text-quiet">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
