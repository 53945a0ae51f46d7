import type { Id } from '../../shared/ids.ts'
import { checkPage } from './check/check-page.ts'
import type { PageBrowser, PageCheckRequest } from './port.ts'
import { usePage } from './use/use-page.ts'
import type { BrowserPool } from './visit.ts'

/** Sessions whose localStorage is remembered, those that were checked last. */
const mostRemembered = 200

export function createPageBrowser(pool: BrowserPool): PageBrowser {
  const left = new Map<Id, Record<string, string>>()

  async function check(request: PageCheckRequest) {
    const { sessionId } = request
    const checked = await checkPage(pool, request, left.get(sessionId) ?? null)
    if (!checked.seen || checked.problems.length > 0) return checked
    left.delete(sessionId)
    left.set(sessionId, checked.storage)
    for (const [oldest] of left) {
      if (left.size <= mostRemembered) break
      left.delete(oldest)
    }
    return checked
  }

  return {
    unavailable: () => pool.unavailable(),
    check,
    use: (request) => usePage(pool, request),
    sizes: () => pool.sizes(),
    close: () => pool.close(),
  }
}
