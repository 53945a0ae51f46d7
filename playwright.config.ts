import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/lib/browser.mjs'

const executablePath = findBrowser()
if (!executablePath) throw new Error('No Chrome or Chromium is installed; CHROME_PATH names one.')

/** Pictures are taken when they are asked for by name; they prove nothing by themselves. */
const picturesAsked = process.argv.some((argument) => argument.includes('@screenshots'))

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  // each worker runs a server with its sandboxes, and a browser
  workers: 2,
  retries: 0,
  forbidOnly: true,
  grepInvert: picturesAsked ? [] : /@screenshots/,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    trace: 'retain-on-failure',
  },
})
