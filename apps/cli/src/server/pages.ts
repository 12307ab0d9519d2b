/** As many as a server gives in one reply. */
const LARGEST_PAGE = 100

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

export interface Walk<Item> extends AsyncIterable<Item> {
  /** Once it was walked: whether there are more than were asked for. */
  readonly hasMore: boolean
}

/** Walks a list page by page. @param atMost How many items; undefined for all */
export function walk<Item>(
  atMost: number | undefined,
  read: (page: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Walk<Item> {
  let hasMore = false
  return {
    get hasMore() {
      return hasMore
    },
    async *[Symbol.asyncIterator]() {
      let left = atMost ?? Number.POSITIVE_INFINITY
      let cursor: string | null | undefined
      while (left > 0 && cursor !== null) {
        const page = await read({ limit: Math.min(LARGEST_PAGE, left), ...(cursor !== undefined && { cursor }) })
        yield* page.items
        left -= page.items.length
        cursor = page.nextCursor
      }
      hasMore = cursor !== null
    },
  }
}
