import { Compass } from 'lucide-react'
import { useMessages } from '../i18n/messages.ts'
import { ButtonLink } from '../ui/text-link.tsx'
import { VisitorFrame } from './visitor-frame.tsx'

export function PageNotFound() {
  const { notFound } = useMessages()
  return (
    <VisitorFrame>
      <div className="m-auto flex max-w-md flex-col items-center gap-3 text-center">
        <Compass className="size-10 text-quiet" aria-hidden />
        <h1 tabIndex={-1} className="text-2xl font-semibold tracking-tight">
          {notFound.title}
        </h1>
        <p className="text-quiet">{notFound.text}</p>
        <ButtonLink to="/" look="primary" className="mt-3">
          {notFound.home}
        </ButtonLink>
      </div>
    </VisitorFrame>
  )
}
