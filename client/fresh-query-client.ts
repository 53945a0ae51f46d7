import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query'

/**
 * A QueryClient whose invalidation always ends in an answer that was asked for after it. Of itself it joins a query's first
 * fetch where that is still on its way, whose answer may be older than the change it was called for.
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
