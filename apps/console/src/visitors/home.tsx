import { Activity, ArrowUpRight, BookOpen, FileJson, Inbox, type LucideIcon } from 'lucide-react'
import { useMessages } from '../i18n/messages.ts'
import { settings } from '../settings.ts'
import { Card } from '../ui/card.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** What people see first: what this is, the way in, and for those who build on it where everything is. */
export function Home() {
  const { home, signIn } = useMessages()
  const { base, inboxPath, productName } = settings
  const isDevelopment = inboxPath !== null
  return (
    <div className="mx-auto grid w-full max-w-5xl items-start gap-x-16 gap-y-8 lg:grid-cols-[minmax(0,1fr)_25rem] lg:grid-rows-[auto_1fr]">
      <section aria-labelledby="what" className="lg:pt-6">
        <h1
          id="what"
          tabIndex={-1}
          className="text-2xl font-semibold tracking-tight sm:text-[2.6rem] sm:leading-[1.15]"
        >
          {isDevelopment ? home.title : home.welcome(productName)}
        </h1>
        <p className="mt-2 max-w-prose text-quiet sm:mt-4 sm:text-lg">
          {isDevelopment ? home.text(productName) : home.welcomeText}
        </p>
      </section>
      <section aria-labelledby="sign-in" className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Card className="sm:p-7!">
          <h2 id="sign-in" className="mb-5 text-lg font-semibold">
            {signIn.title}
          </h2>
          <SignInForm />
          <p className="mt-5 border-t border-line pt-4 text-center text-quiet">
            {signIn.noAccount} <TextLink to="/register">{signIn.register}</TextLink>
          </p>
        </Card>
        {isDevelopment && <p className="mt-4 text-center text-sm text-quiet">{home.firstStart}</p>}
      </section>
      <nav aria-label={home.places}>
        <ul className="grid gap-3 sm:grid-cols-2">
          <Place href={`${base}/docs`} icon={BookOpen} title={home.reference} text={home.referenceText} />
          <Place href={`${base}/api/v1/openapi.json`} icon={FileJson} title={home.openApi} text={home.openApiText} />
          {isDevelopment && (
            <>
              <Place href={`${base}${inboxPath}`} icon={Inbox} title={home.inbox} text={home.inboxText} />
              <Place href={`${base}/health/ready`} icon={Activity} title={home.health} text={home.healthText} />
            </>
          )}
        </ul>
      </nav>
    </div>
  )
}

interface PlaceProps {
  readonly href: string
  readonly icon: LucideIcon
  readonly title: string
  readonly text: string
}

function Place({ href, icon: Icon, title, text }: PlaceProps) {
  return (
    <li>
      <a
        href={href}
        className="group flex h-full gap-3 rounded-xl border border-line bg-surface p-4 text-text no-underline transition-colors hover:border-field"
      >
        <Icon className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden />
        <span>
          <span className="flex items-center gap-1 font-medium">
            {title}
            <ArrowUpRight
              className="size-3.5 text-quiet opacity-0 transition-opacity group-hover:opacity-100"
              aria-hidden
            />
          </span>
          <span className="mt-0.5 block text-sm text-quiet">{text}</span>
        </span>
      </a>
    </li>
  )
}
