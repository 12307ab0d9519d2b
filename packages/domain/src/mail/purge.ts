import type { Services } from '../context.ts'
import { deleteSettledMails } from './store.ts'

/** Removes the rows of mails that were sent or dropped long enough ago. @returns how many */
export function purgeMails(services: Pick<Services, 'client' | 'now'>): Promise<number> {
  return deleteSettledMails(services.client, services.now())
}
