import { checkPage } from './check/check-page.ts'
import type { PageBrowser } from './port.ts'
import { usePage } from './use/use-page.ts'
import type { BrowserPool } from './visit.ts'

export function createPageBrowser(pool: BrowserPool): PageBrowser {
  return {
    unavailable: () => pool.unavailable(),
    check: (request) => checkPage(pool, request),
    use: (request) => usePage(pool, request),
    sizes: () => pool.sizes(),
    close: () => pool.close(),
  }
}
