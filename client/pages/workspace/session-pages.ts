import { limits } from '../../../shared/limits.ts'
import type { PageCursor } from '../../../shared/protocol/inputs/session-inputs.ts'

/** What the workspace's lists ask for. */
export function pageOf(workspaceId: string) {
  return { workspaceId, count: limits.pageSize }
}

/** Null after the last page. `atOf`: by which the list is sorted. */
export function nextPage<T extends { id: string }>(
  page: readonly T[],
  atOf: (entry: T) => string,
): PageCursor | null {
  const last = page.at(-1)
  if (!last || page.length < limits.pageSize) return null
  return { at: Date.parse(atOf(last)), id: last.id }
}

/** An entry that has moved up since may come twice: the first place counts. */
export function allOf<T extends { id: string }>(pages: ReadonlyArray<readonly T[]>): T[] {
  const byId = new Map<string, T>()
  for (const entry of pages.flat()) if (!byId.has(entry.id)) byId.set(entry.id, entry)
  return [...byId.values()]
}
