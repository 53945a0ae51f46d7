import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from '../scripts/lib/browser.mjs'

/** The browser of this machine, without a window. Throws where there is none. */
export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('No Chrome or Chromium is installed; CHROME_PATH names one.')
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...root, ...args] })
}
