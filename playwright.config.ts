import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/lib/browser.mjs'

const executablePath = findBrowser()
if (!executablePath) throw new Error('No Chrome or Chromium is installed; CHROME_PATH names one.')

/** Pictures are taken when they are asked for by name; they prove nothing by themselves. */
const picturesAsked = process.argv.some((argument) => argument.includes('@screenshots'))

/** Without a graphics card, drawing by an emulated one and moving what fades takes an eighth of a story's time. */
const plainDrawing = ['--disable-gpu', '--disable-software-rasterizer']

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  // A story takes a minute or two. On a machine that does other things as well everything may take several times as long.
  timeout: 600_000,
  expect: { timeout: 60_000 },
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
      args: [...plainDrawing, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1440, height: 900 },
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    trace: 'retain-on-failure',
  },
})
