import type { FastifyBaseLogger } from 'fastify'
import { createBrowserPool } from './browser/browser-pool.ts'
import { createNoBrowser } from './browser/no-browser.ts'
import { createPageBrowser } from './browser/page-browser.ts'
import type { PageBrowser } from './browser/port.ts'
import type { Config } from './config.ts'
import { systemClock } from './lib/clock.ts'

/** Starts nothing yet: the browser starts with the first check. */
export function openBrowser(
  { checkBrowser }: Pick<Config, 'checkBrowser'>,
  log: FastifyBaseLogger,
): PageBrowser {
  if (checkBrowser === 'off') return createNoBrowser('CHECK_BROWSER is off on this server.')
  return createPageBrowser(
    createBrowserPool({ program: checkBrowser.program, clock: systemClock, log }),
  )
}
