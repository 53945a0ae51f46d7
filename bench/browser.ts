import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from '../scripts/lib/browser.mjs'

export async function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = await findBrowser()
  if (!executablePath)
    throw new Error('Found no Chrome or Chromium. Install one, or set CHROME_PATH to its program.')
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...root, ...args] })
}
