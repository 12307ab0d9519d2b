import type { UserExport } from '@roster/client'
import { stringify } from 'csv-stringify/sync'
import { toWireNames } from '../../output/wire-names.ts'
import { exportColumns, hashColumn } from './columns.ts'
import { neutralCell } from './formulas.ts'

/** How users are written: what stands before them, and a page of them. */
export interface UserFormat {
  readonly header: string
  page(users: readonly UserExport[]): string
}

export const ndjson: UserFormat = {
  header: '',
  page: (users) => users.map((user) => `${JSON.stringify(toWireNames(user))}\n`).join(''),
}

/** CSV (RFC 4180) that no spreadsheet computes, and that an import takes as it was. */
export function csv(hasHashes: boolean): UserFormat {
  const columns = hasHashes ? [...exportColumns, hashColumn] : exportColumns
  return {
    header: stringify([columns.map(([name]) => name)]),
    page: (users) => stringify(users.map((user) => columns.map(([, read]) => neutralCell(read(user) ?? '')))),
  }
}
