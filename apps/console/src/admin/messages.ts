import { createCatalogue, type Translated, useTexts } from '../i18n/catalogue.ts'
import { en } from './texts/en.ts'

export type AdminMessages = Translated<typeof en>

/** The texts of the administrators' pages. */
const adminMessages = createCatalogue<typeof en>(en, { de: () => import('./texts/de.ts').then(({ de }) => de) })

export const useAdminMessages = (): AdminMessages => useTexts(adminMessages)
