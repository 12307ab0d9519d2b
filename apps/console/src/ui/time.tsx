import { useFormat } from '../i18n/format.ts'

export interface TimeProps {
  /** RFC 3339. */
  readonly at: string
  readonly style?: 'relative' | 'date' | 'dateTime'
}

/** A time in the viewer's zone and language, to the second in its tip. */
export function Time({ at, style = 'dateTime' }: TimeProps) {
  const format = useFormat()
  return (
    <time className="whitespace-nowrap" dateTime={at} title={format.exact(at)}>
      {format[style](at)}
    </time>
  )
}
