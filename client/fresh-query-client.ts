import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query'

/**
 * Invalidation always ends in a fetch started after it. The original waits for a query's running first fetch, whose result
 * may be older than the change.
 */
export class FreshQueryClient extends QueryClient {
  override async invalidateQueries<TKey extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<TKey>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const first = this.getQueryCache()
      .findAll(filters)
      .filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching')
    await super.invalidateQueries(filters, options)
    if (first.length === 0) return
    await Promise.allSettled(first.flatMap(({ promise }) => promise ?? []))
    const refetchType = filters?.refetchType
    await super.invalidateQueries(
      { predicate: (query) => first.includes(query), ...(refetchType && { refetchType }) },
      options,
    )
  }
}
