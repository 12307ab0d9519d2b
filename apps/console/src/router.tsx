import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { client, whySignedOut } from './client.ts'
import { nextOf } from './next.ts'
import { settings } from './settings.ts'
import { PageError, PageErrorAlone } from './shell/page-error.tsx'
import { PageNotFound } from './shell/page-not-found.tsx'
import { PagePending } from './shell/page-pending.tsx'
import { Root } from './shell/root.tsx'
import { SignedInLayout } from './shell/signed-in-layout.tsx'
import { VisitorLayout } from './shell/visitor-layout.tsx'
import { Home } from './visitors/home.tsx'
import { SignInPage } from './visitors/sign-in-page.tsx'

const root = createRootRoute({ component: Root, notFoundComponent: PageNotFound })

const visitors = createRoute({ getParentRoute: () => root, id: 'visitors', component: VisitorLayout })

/** Pages that only make sense to somebody who is not signed in. */
const strangers = createRoute({
  getParentRoute: () => visitors,
  id: 'strangers',
  validateSearch: nextOf,
  beforeLoad: async ({ search }) => {
    const user = await client.auth.restore()
    if (user === null) return
    // The router adds to what was checked whatever else the address says.
    const { next } = nextOf(search)
    if (next !== undefined) throw redirect({ href: next, replace: true })
    throw redirect({ to: user.role === 'admin' ? '/dashboard' : '/account', replace: true })
  },
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: SignedInLayout,
  errorComponent: PageErrorAlone,
  beforeLoad: async ({ location }) => {
    if (await client.auth.restore()) return
    if (whySignedOut() === 'signedOut') throw redirect({ to: '/' })
    throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
})

/** What is for administrators comes in files of its own, when an administrator wants it. */
const admin = createRoute({
  getParentRoute: () => signedIn,
  id: 'admin',
  component: lazyRouteComponent(() => import('./admin/admin-layout.tsx'), 'AdminLayout'),
})

const routeTree = root.addChildren([
  visitors.addChildren([
    strangers.addChildren([
      createRoute({ getParentRoute: () => strangers, path: '/', component: Home, staticData: { title: () => '' } }),
      createRoute({
        getParentRoute: () => strangers,
        path: '/sign-in',
        component: SignInPage,
        staticData: { title: (m) => m.signIn.title },
      }),
      createRoute({
        getParentRoute: () => strangers,
        path: '/register',
        component: lazyRouteComponent(() => import('./visitors/register-page.tsx'), 'RegisterPage'),
        staticData: { title: (m) => m.register.title },
      }),
    ]),
    createRoute({
      getParentRoute: () => visitors,
      path: '/reset-password',
      component: lazyRouteComponent(() => import('./visitors/reset-password-page.tsx'), 'ResetPasswordPage'),
      staticData: { title: (m) => m.resetPassword.title },
    }),
    createRoute({
      getParentRoute: () => visitors,
      path: '/verify-email',
      component: lazyRouteComponent(() => import('./visitors/verify-email-page.tsx'), 'VerifyEmailPage'),
      staticData: { title: (m) => m.verifyEmail.title },
    }),
    createRoute({
      getParentRoute: () => visitors,
      path: '/accept-invitation',
      component: lazyRouteComponent(() => import('./visitors/accept-invitation-page.tsx'), 'AcceptInvitationPage'),
      staticData: { title: (m) => m.acceptInvitation.title },
    }),
    createRoute({
      getParentRoute: () => visitors,
      path: '/setup',
      component: lazyRouteComponent(() => import('./visitors/setup-page.tsx'), 'SetupPage'),
      staticData: { title: (m) => m.setup.title },
    }),
  ]),
  signedIn.addChildren([
    createRoute({
      getParentRoute: () => signedIn,
      path: '/account',
      component: lazyRouteComponent(() => import('./account/profile-page.tsx'), 'ProfilePage'),
      staticData: { title: (m) => m.profile.title },
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/account/security',
      component: lazyRouteComponent(() => import('./account/security-page.tsx'), 'SecurityPage'),
      staticData: { title: (m) => m.security.title },
    }),
    createRoute({
      getParentRoute: () => signedIn,
      path: '/account/sessions',
      component: lazyRouteComponent(() => import('./account/sessions-page.tsx'), 'SessionsPage'),
      staticData: { title: (m) => m.sessions.title },
    }),
    admin.addChildren(adminRoutes()),
  ]),
])

/** Their search parameters are checked where they are used, so that the first load does not bring them. */
function adminRoutes() {
  const page = { getParentRoute: () => admin, validateSearch: (search: Record<string, unknown>) => search }
  return [
    createRoute({
      ...page,
      path: '/dashboard',
      component: lazyRouteComponent(() => import('./admin/dashboard/dashboard-page.tsx'), 'DashboardPage'),
      staticData: { title: (m) => m.navigation.dashboard },
    }),
    createRoute({
      ...page,
      path: '/users',
      component: lazyRouteComponent(() => import('./admin/users/users-page.tsx'), 'UsersPage'),
      staticData: { title: (m) => m.navigation.users },
    }),
    createRoute({
      ...page,
      path: '/users/$userId',
      component: lazyRouteComponent(() => import('./admin/users/user-page.tsx'), 'UserPage'),
      staticData: { title: (m) => m.navigation.users },
    }),
    createRoute({
      ...page,
      path: '/api-keys',
      component: lazyRouteComponent(() => import('./admin/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
      staticData: { title: (m) => m.navigation.apiKeys },
    }),
    createRoute({
      ...page,
      path: '/audit',
      component: lazyRouteComponent(() => import('./admin/audit/audit-page.tsx'), 'AuditPage'),
      staticData: { title: (m) => m.navigation.audit },
    }),
  ] as const
}

export const router = createRouter({
  routeTree,
  basepath: settings.base || '/',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  trailingSlash: 'never',
  scrollRestoration: true,
  // Queries have a cache of their own.
  defaultPreloadStaleTime: 0,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
