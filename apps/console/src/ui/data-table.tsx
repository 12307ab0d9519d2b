import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMessages } from '../i18n/messages.ts'
import { Skeleton } from './skeleton.tsx'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** What the server calls this order, `-` before it for the other direction. */
  readonly sort?: string
  /** From which width on it is shown. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl'
  /** Takes no more room than it needs. */
  readonly narrow?: boolean
}

export interface DataTableProps<Row> {
  /** What it is a table of, for those who do not see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  /** Undefined while the first page is on its way. */
  readonly rows: readonly Row[] | undefined
  readonly rowKey: (row: Row) => string
  /** The order now, and a way to change it. */
  readonly sort?: string | undefined
  readonly onSort?: (sort: string) => void
  /** Another page is on its way, and this one is still shown. */
  readonly stale?: boolean
  readonly empty: ReactNode
  /** How many rows to expect. */
  readonly expected?: number
}

const FROM = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
} as const

/** A table of one page of a list. Order and page belong to whoever shows it, and into the address. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort, onSort, stale = false, empty, expected = 8 } = props
  if (rows?.length === 0) return <div className="rounded-xl border border-line bg-surface shadow-card">{empty}</div>
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      <table className="w-full table-auto border-collapse text-left" aria-busy={stale || rows === undefined}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line bg-ground text-sm">
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody className={stale ? 'opacity-60 transition-opacity' : ''}>
          {rows?.map((row) => (
            <tr key={rowKey(row)} className="relative border-b border-line last:border-0 hover:bg-ground">
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          )) ?? <SkeletonRows columns={columns} count={expected} />}
        </tbody>
      </table>
    </div>
  )
}

const cellClass = <Row,>({ from, narrow = false }: Column<Row>) =>
  `px-4 py-2.5 align-middle ${from ? FROM[from] : ''} ${narrow ? 'w-px whitespace-nowrap' : ''}`

interface HeaderCellProps<Row> {
  readonly column: Column<Row>
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}

function HeaderCell<Row>({ column, sort: order, onSort }: HeaderCellProps<Row>) {
  const { title, sort } = column
  const className = `${cellClass(column)} py-1! font-medium text-quiet`
  if (sort === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    )
  }
  const direction = order === sort ? 'ascending' : order === `-${sort}` ? 'descending' : undefined
  const Icon = direction === undefined ? ChevronsUpDown : direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <th scope="col" className={className} aria-sort={direction ?? 'none'}>
      <button
        type="button"
        className={`target -mx-2 inline-flex items-center gap-1.5 rounded-md px-2 hover:text-text ${direction ? 'text-text' : ''}`}
        onClick={() => onSort(direction === 'ascending' ? `-${sort}` : sort)}
      >
        {title}
        <Icon className="size-3.5" aria-hidden />
      </button>
    </th>
  )
}

function SkeletonRows<Row>({ columns, count }: { readonly columns: readonly Column<Row>[]; readonly count: number }) {
  const { common } = useMessages()
  return Array.from({ length: count }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
    <tr key={index} className="border-b border-line last:border-0">
      {columns.map((column, at) => (
        <td key={column.id} className={cellClass(column)}>
          {index === 0 && at === 0 && <span className="sr-only">{common.loading}</span>}
          <Skeleton className="my-1.5 h-4 w-full max-w-40" />
        </td>
      ))}
    </tr>
  ))
}
