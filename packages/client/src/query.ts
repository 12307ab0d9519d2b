import type { RosterApi } from './api.ts'
import type { CallOptions, RosterPromise } from './call.ts'
import type { RosterClient } from './client.ts'
import type { RosterError, RosterErrorCode } from './errors.ts'
import type { AbortSignalLike } from './platform.ts'

/** The client tries again by itself. What is here for is the type: it tells TanStack Query what an error looks like. */
type Retry<Code extends RosterErrorCode> = false | ((failures: number, error: RosterError<Code>) => boolean)

/** For `useQuery`, `useSuspenseQuery`, `prefetchQuery`, in any framework that TanStack Query is there for. */
export interface RosterQueryOptions<Data, Code extends RosterErrorCode> {
  readonly queryKey: readonly unknown[]
  readonly queryFn: (context: { readonly signal: AbortSignalLike }) => Promise<Data>
  readonly retry: Retry<Code>
}

/** For `useInfiniteQuery`: every page of a list. */
export interface RosterInfiniteQueryOptions<Page, Code extends RosterErrorCode> {
  readonly queryKey: readonly unknown[]
  readonly queryFn: (context: { readonly signal: AbortSignalLike; readonly pageParam: string | null }) => Promise<Page>
  readonly initialPageParam: string | null
  readonly getNextPageParam: (page: Page) => string | null
  readonly retry: Retry<Code>
}

/** For `useMutation`. */
export interface RosterMutationOptions<Input, Data, Code extends RosterErrorCode> {
  readonly mutationKey: readonly unknown[]
  readonly mutationFn: (input: Input) => Promise<Data>
  readonly retry: Retry<Code>
}

interface QueryOf<Input extends readonly unknown[], Data, Code extends RosterErrorCode> {
  queryOptions(...input: Input): RosterQueryOptions<Data, Code>
  /** The key of one query, or without input the beginning of all their keys, to invalidate them. */
  queryKey(...input: Partial<Input>): readonly unknown[]
}

interface PagesOf<Input extends readonly unknown[], Page, Code extends RosterErrorCode> {
  infiniteQueryOptions(...input: Input): RosterInfiniteQueryOptions<Page, Code>
}

interface MutationOf<Input, Data, Code extends RosterErrorCode> {
  mutationOptions(): RosterMutationOptions<Input, Data, Code>
}

type OptionsOf<Procedure> = Procedure extends {
  query(input: infer Input, options?: CallOptions): RosterPromise<infer Data, infer Code>
}
  ? QueryOf<undefined extends Input ? [input?: Input] : [input: Input], Data, Code> &
      (Data extends { readonly nextCursor: string | null }
        ? PagesOf<undefined extends Input ? [input?: Input] : [input: Input], Data, Code>
        : unknown)
  : Procedure extends { mutate(input: infer Input, options?: CallOptions): RosterPromise<infer Data, infer Code> }
    ? MutationOf<Input extends undefined ? void : Input, Data, Code>
    : never

/** `RosterApi`, as options for TanStack Query. */
export type RosterQueries = {
  readonly [Namespace in keyof RosterApi]: {
    readonly [Name in keyof RosterApi[Namespace]]: OptionsOf<RosterApi[Namespace][Name]>
  }
}

type Run = (input?: unknown, options?: CallOptions) => Promise<unknown>
type Tree = Readonly<Record<string, Readonly<Record<string, { readonly query?: Run; readonly mutate?: Run }>>>>

/**
 * A client's procedures as options for TanStack Query:
 *
 *     const roster = rosterQueries(client)
 *     useQuery(roster.users.list.queryOptions({ limit: 50 }))
 *     useMutation(roster.users.update.mutationOptions())
 */
export function rosterQueries(client: RosterClient): RosterQueries {
  const { auth: _, safe: __, ...api } = client
  const namespaces = Object.entries(api as unknown as Tree).map(([namespace, procedures]) => [
    namespace,
    Object.fromEntries(
      Object.entries(procedures).map(([name, { query, mutate }]) => [
        name,
        query ? queryOf([namespace, name], query) : mutate && mutationOf([namespace, name], mutate),
      ]),
    ),
  ])
  return Object.fromEntries(namespaces) as RosterQueries
}

function queryOf(path: readonly string[], query: Run): object {
  const queryKey = (input?: unknown) => ['roster', ...path, ...(input === undefined ? [] : [input])]
  return {
    queryKey,
    queryOptions: (input?: unknown) => ({
      queryKey: queryKey(input),
      queryFn: ({ signal }: { readonly signal: AbortSignalLike }) => query(input, { signal }),
      retry: false,
    }),
    infiniteQueryOptions: (input?: object) => ({
      queryKey: [...queryKey(input), 'pages'],
      queryFn: ({ signal, pageParam }: { readonly signal: AbortSignalLike; readonly pageParam: string | null }) =>
        query({ ...input, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
      initialPageParam: null,
      getNextPageParam: (page: { readonly nextCursor: string | null }) => page.nextCursor,
      retry: false,
    }),
  }
}

function mutationOf(path: readonly string[], mutate: Run): object {
  return {
    mutationOptions: () => ({
      mutationKey: ['roster', ...path],
      mutationFn: (input: unknown) => mutate(input),
      retry: false,
    }),
  }
}
