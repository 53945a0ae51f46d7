import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/lib/browser.mjs'

const executablePath = await findBrowser()
if (!executablePath)
  throw new Error('Found no Chrome or Chromium. Install one, or set CHROME_PATH to its program.')

const picturesWanted = process.argv.some((argument) => argument.includes('@screenshots'))

/** Emulating a graphics card takes an eighth of a story's time. */
const plainDrawing = ['--disable-gpu', '--disable-software-rasterizer']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  // a busy machine takes several times the usual minute or two
  timeout: 600_000,
  expect: { timeout: 60_000 },
  // each starts a server with sandboxes, and a browser
  workers: 3,
  // a second try is named in the last lines of `npm test`
  retries: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? 1 : 0,
  forbidOnly: true,
  grepInvert: picturesWanted ? [] : /@screenshots/,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath,
      args: [...plainDrawing, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1440, height: 900 },
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    trace: 'retain-on-failure',
  },
})
