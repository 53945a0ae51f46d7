import { BrowserTrouble } from '../browser-trouble.ts'
import type { PageCheck, PageCheckRequest, PageProblem } from '../port.ts'
import type { BrowserPool } from '../visit.ts'

function problem(message: string): PageProblem {
  return { route: '/', message, file: null, line: null, column: null, source: null }
}

/** Loads the first page: what it throws, and what it writes to the console as an error. */
export async function checkPage(
  pool: BrowserPool,
  { preview, width, storage, signal }: PageCheckRequest,
): Promise<PageCheck> {
  try {
    return await pool.visit(
      preview,
      { width, height: 800, storage, signal },
      async ({ page, origin }) => {
        const problems: PageProblem[] = []
        page.on('pageerror', (error) => problems.push(problem(error.message)))
        page.on('console', (line) => {
          if (line.type() === 'error') problems.push(problem(line.text()))
        })
        await page.goto(`${origin}/`, { waitUntil: 'load' })
        return { seen: true, problems, advice: [], pages: [], pictures: [], storage: {} }
      },
    )
  } catch (error) {
    if (error instanceof BrowserTrouble) return { seen: false, why: error.message }
    throw error
  }
}
