import { BrowserTrouble } from '../browser-trouble.ts'
import type { PageBrowser, PageUseRequest } from '../port.ts'
import type { BrowserPool } from '../visit.ts'

/** Loads the first page and gives its accessibility tree. It takes no actions. */
export async function usePage(
  pool: BrowserPool,
  { preview, width, actions, signal }: PageUseRequest,
): Promise<Awaited<ReturnType<PageBrowser['use']>>> {
  if (actions.length > 0) return { seen: false, why: 'Pages can be looked at, but not used.' }
  try {
    return await pool.visit(preview, { width, height: 800, signal }, async ({ page, origin }) => {
      await page.goto(`${origin}/`, { waitUntil: 'load' })
      const tree = await page.locator('body').ariaSnapshot()
      return { seen: true, use: { steps: [], problems: [], tree, pictures: [] } }
    })
  } catch (error) {
    if (error instanceof BrowserTrouble) return { seen: false, why: error.message }
    throw error
  }
}
