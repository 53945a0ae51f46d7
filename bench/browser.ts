import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { browserKeyHeader } from '../shared/browser-key.ts'
import { findBrowser } from '../scripts/lib/browser.mjs'

export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = await findBrowser()
  if (!executablePath)
    throw new Error('Found no Chrome or Chromium. Install one, or set CHROME_PATH to its program.')
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...root, ...args] })
}

const browserKey = 'bench'.padEnd(43, '-')

/** Headers with which a visitor made by a script is the same as `signIn`'s browser. */
export const browserHeaders = { [browserKeyHeader]: browserKey }

/** `cookie` belongs to a visitor that sends `browserHeaders`. */
export async function signIn(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url }])
  await context.addInitScript(
    ([origin, key]) => {
      if (location.origin === origin) localStorage.setItem('fegg-browser', key)
    },
    [new URL(url).origin, browserKey] as const,
  )
}
