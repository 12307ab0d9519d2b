import type { Messages } from './i18n/messages.ts'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What stands in the browser's tab, before the product's name. */
    readonly title?: (messages: Messages) => string
  }
}
