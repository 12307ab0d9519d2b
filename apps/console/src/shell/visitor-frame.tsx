import type { ReactNode } from 'react'
import { Brand } from '../ui/brand.tsx'
import { LanguageMenu, ThemeMenu } from './appearance.tsx'

/** Around what needs no session. */
export function VisitorFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="px-4 py-3 sm:px-6">
        <div className="mx-auto flex w-full max-w-5xl items-center justify-between gap-4">
          <Brand />
          <div className="flex gap-1">
            <LanguageMenu />
            <ThemeMenu />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex flex-1 flex-col px-4 pt-4 pb-12 sm:px-6 sm:pt-[6vh]">
        {children}
      </main>
    </div>
  )
}
