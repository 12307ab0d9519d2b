import { type GetRoster, group } from '../command.ts'
import { listAudit } from './list.ts'
import { tailAudit } from './tail.ts'
import { verifyAudit } from './verify.ts'

export const auditGroup = (get: GetRoster) =>
  group('audit', 'Read, follow and verify the audit log.', [listAudit(get), tailAudit(get), verifyAudit(get)])
