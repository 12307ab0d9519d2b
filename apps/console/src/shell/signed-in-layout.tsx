import { useUser } from '@roster/client/react'
import { Outlet } from '@tanstack/react-router'
import { MenuIcon, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { Brand } from '../ui/brand.tsx'
import { IconButton } from '../ui/button.tsx'
import { LanguageMenu, ThemeMenu } from './appearance.tsx'
import { Navigation } from './navigation.tsx'
import { UserMenu } from './user-menu.tsx'

/** Around the pages of somebody who is signed in: a bar at the side, or on narrow screens one at the top. */
export function SignedInLayout() {
  const user = useUser()
  // Signed out, and on the way elsewhere.
  if (user === null) return null
  const isAdmin = user.role === 'admin'
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <aside className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-r border-line bg-surface px-3 py-4 lg:flex">
        <div className="px-2">
          <Brand />
        </div>
        <Navigation isAdmin={isAdmin} />
        <div className="mt-auto flex flex-col gap-1 border-t border-line pt-3">
          <UserMenu user={user} />
          <div className="flex gap-1">
            <LanguageMenu />
            <ThemeMenu />
          </div>
        </div>
      </aside>
      <header className="sticky top-0 z-30 flex items-center gap-1 border-b border-line bg-surface px-3 py-1.5 lg:hidden">
        <Drawer isAdmin={isAdmin} />
        <div className="mr-auto min-w-0">
          <Brand />
        </div>
        <LanguageMenu />
        <ThemeMenu />
        <UserMenu user={user} compact />
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 py-6 sm:px-6 lg:px-10 lg:py-9">
        <Outlet />
      </main>
    </div>
  )
}

function Drawer({ isAdmin }: { readonly isAdmin: boolean }) {
  const { navigation } = useMessages()
  const ref = useRef<HTMLDialogElement>(null)
  const hide = () => ref.current?.close()
  useEffect(() => {
    // A window that has become wide shows the bar at the side instead.
    const wide = matchMedia('(min-width: 64rem)')
    wide.addEventListener('change', hide)
    return () => wide.removeEventListener('change', hide)
  })
  return (
    <>
      <IconButton label={navigation.menu} aria-haspopup="dialog" onClick={() => ref.current?.showModal()}>
        <MenuIcon className="size-5" aria-hidden />
      </IconButton>
      <dialog
        ref={ref}
        aria-label={navigation.menu}
        className="m-0 h-dvh max-h-none w-[min(18rem,85vw)] border-r border-line bg-surface p-3 text-text shadow-float"
        onClick={(event) => {
          if (event.target === ref.current) hide()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') hide()
        }}
      >
        <div className="mb-3 flex items-center justify-between pl-2">
          <Brand />
          <IconButton label={navigation.closeMenu} onClick={hide}>
            <X className="size-5" aria-hidden />
          </IconButton>
        </div>
        <Navigation isAdmin={isAdmin} onNavigate={hide} />
      </dialog>
    </>
  )
}
