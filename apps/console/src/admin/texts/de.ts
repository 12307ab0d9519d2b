import type { AdminMessages } from '../messages.ts'
import { en } from './en.ts'

export const de: AdminMessages = en
