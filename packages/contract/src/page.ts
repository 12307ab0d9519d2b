import { z } from 'zod'
import { text } from './text.ts'

/** Where a list goes on. Opaque to callers. The longest one holds a name of 200 four-byte characters. */
export const Cursor = text().min(1).max(2048).meta({ description: 'The `next_cursor` of the page before.' })

export const Limit = z.int().min(1).max(100).default(20).meta({ description: 'How many items at the most.' })

/** A page of a list: `nextCursor` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
