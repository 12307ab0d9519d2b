import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { type MouseEvent, useEffect } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { Toasts } from '../ui/toast.tsx'
import { ConnectionBanner } from './connection-banner.tsx'

/** What is around every page. */
export function Root() {
  const { common } = useMessages()
  useTitle()
  useFocusOnNavigation()
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it is a link, and has its fragment when nothing else works. */}
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-24 rounded-lg bg-surface px-3 py-2 focus:translate-y-0 focus:shadow-float"
        onClick={skip}
      >
        {common.skipToContent}
      </a>
      <ConnectionBanner />
      <Outlet />
      <Toasts />
    </>
  )
}

/** The address stays as it is: a fragment would be one more step in the history. */
function skip(event: MouseEvent): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

function useTitle(): void {
  const messages = useMessages()
  const title = useRouterState({ select: ({ matches }) => matches.at(-1)?.staticData.title })
  const text = title?.(messages) ?? ''
  useEffect(() => {
    document.title = text === '' ? settings.productName : `${text} · ${settings.productName}`
  }, [text])
}

/** Whoever opens another page goes on at its heading, and hears it. The first page leaves the focus to the browser. */
function useFocusOnNavigation(): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation !== undefined && pathChanged) document.querySelector<HTMLElement>('#main h1')?.focus()
      }),
    [router],
  )
}
