/**
 * The address of every page, parameters as `$name`. The server answers these with the app, and everything else with the
 * app's "not found" and status 404.
 */
export const pagePaths = [
  '/',
  '/sign-in',
  '/register',
  '/reset-password',
  '/verify-email',
  '/accept-invitation',
  '/setup',
  '/account',
  '/account/security',
  '/account/sessions',
  '/dashboard',
  '/users',
  '/users/$userId',
  '/api-keys',
  '/audit',
] as const
