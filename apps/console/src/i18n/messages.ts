import { createCatalogue, type Translated, useTexts } from './catalogue.ts'
import { en } from './en.ts'

export type Messages = Translated<typeof en>

/** The texts that everybody sees. Those of the admin pages are in `admin/messages.ts`. */
const messages = createCatalogue<typeof en>(en, { de: () => import('./de.ts').then(({ de }) => de) })

export const useMessages = (): Messages => useTexts(messages)
