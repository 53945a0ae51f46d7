import { History } from './history.ts'
import type { RecordView } from './record-view.ts'
import { createStore, type Store } from './store.ts'

/** Entries before an order, newest first. */
export type FetchPage<T> = (before: number | null) => Promise<{ items: T[]; more: boolean }>

export interface PagedState<T> {
  /** Oldest first. */
  items: readonly T[]
  /** Older entries exist. */
  more: boolean
  loading: boolean
  failure: { cause: unknown } | null
}

export interface PagedList<T> {
  state: Store<PagedState<T>>
  /** Does nothing while loading or without an older page. */
  loadOlder(): Promise<void>
  destroy(): void
}

interface Options<T> {
  record: Store<RecordView>
  window: (view: RecordView) => readonly T[]
  total: (view: RecordView) => number
  fetch: FetchPage<T>
}

/** A list whose newest part follows the record and whose older pages are fetched. */
export function pagedList<T extends { id: string; order: number }>(
  options: Options<T>,
): PagedList<T> {
  const { record, window, total, fetch } = options
  const history = new History<T>()
  const state = createStore<PagedState<T>>({
    items: [],
    more: false,
    loading: false,
    failure: null,
  })
  const show = (change: Partial<PagedState<T>> = {}) =>
    state.set({
      ...state.get(),
      items: history.all(),
      more: history.hasMore(total(record.get())),
      ...change,
    })
  const follow = () => {
    history.setWindow(window(record.get()))
    show()
  }
  follow()
  const stop = record.subscribe(follow)
  return {
    state,
    destroy: stop,
    loadOlder: async () => {
      if (state.get().loading || !state.get().more) return
      show({ loading: true, failure: null })
      try {
        const page = await fetch(history.oldest())
        history.addPage(page.items, page.more)
        show({ loading: false })
      } catch (cause) {
        show({ loading: false, failure: { cause } })
      }
    },
  }
}
