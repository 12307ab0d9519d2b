import type { Accepted } from '@roster/contract'

/** The one answer to everything that may send a mail: it does not tell whether it will. */
export const MAILED: Accepted = { message: 'If there is such an account, a mail is on its way.' }
