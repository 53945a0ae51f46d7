import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { floodOf } from './flood.ts'
import type { Visit, VisitOptions } from './visit.ts'
import { openVisitProxy } from './visit-proxy.ts'

export const visitLimits = {
  dialogs: 20,
  notes: 20,
  /** Of the console, a page and each of its frames. */
  consoleLines: 300,
  /** Databases, caches and files of the page. */
  storedBytes: 50_000_000,
} as const

interface OpenVisit {
  visit: Visit
  /** Resolves when the page's process ends. */
  crashed: Promise<void>
  /** Resolves when the page says so much that it keeps the server busy. */
  flooded: Promise<void>
  /** Resolves when the preview doesn't answer for a page. */
  unreached: Promise<void>
  close(): Promise<void>
}

/**
 * Runs in the page, before its own code: a flood of lines would keep the server busy. Getters, and not functions that call the
 * browser's: a line's place in the source would be theirs.
 */
function boundConsole(lines: number): void {
  let left = lines
  const names = Object.getOwnPropertyNames(console) as Array<keyof Console>
  for (const name of names) {
    const own: unknown = console[name]
    if (typeof own !== 'function') continue
    Object.defineProperty(console, name, {
      configurable: true,
      enumerable: true,
      get() {
        left -= 1
        return left >= 0 ? own : () => undefined
      },
      set(value: unknown) {
        const writable = { configurable: true, enumerable: true, writable: true }
        Object.defineProperty(console, name, { ...writable, value })
      },
    })
  }
}

function contextOptions(
  { width, height, colorScheme, storage }: VisitOptions,
  { server, origin }: { server: string; origin: string },
) {
  const localStorage = Object.entries(storage ?? {}).map(([name, value]) => ({ name, value }))
  return {
    viewport: { width, height },
    colorScheme: colorScheme ?? 'light',
    proxy: { server, bypass: '<-loopback>' },
    acceptDownloads: false,
    serviceWorkers: 'block' as const,
    // all others are refused, as by a visitor who is asked
    permissions: ['clipboard-write'],
    ...(localStorage.length > 0 && {
      storageState: { cookies: [], origins: [{ origin, localStorage }] },
    }),
  }
}

/** A check stays on one page: what would lead away or hold it up is refused, and noted. */
function keepTo(page: Page, context: BrowserContext, note: (words: string) => void) {
  let dialogs = 0
  context.on('page', (other) => {
    if (other === page) return
    note('The page opens a new window.')
    void other.close().catch(() => undefined)
  })
  page.on('dialog', (dialog) => {
    dialogs += 1
    if (dialogs === visitLimits.dialogs) note('The page opens dialogs without end.')
    const answer =
      dialog.type() === 'beforeunload' || dialog.type() === 'confirm'
        ? dialog.accept()
        : dialog.dismiss()
    void answer.catch(() => undefined)
  })
  page.on('download', (download) => {
    note('The page starts a download.')
    void download.cancel().catch(() => undefined)
  })
}

/** The page stays when it is sent elsewhere; storage is in the browser's own memory, as that of private windows. */
async function bound(page: Page, origin: string, note: (words: string) => void): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  session.on('Fetch.requestPaused', ({ requestId, request: { url }, frameId }) => {
    const isOwn = url.startsWith(`${origin}/`)
    const isPage = frameId === frameTree.frame.id
    if (!isOwn && isPage) note(`The page leaves the app for ${url.slice(0, 200)}`)
    const answer =
      isOwn || !isPage
        ? session.send('Fetch.continueRequest', { requestId })
        : session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    // the page may be closed
    answer.catch(() => undefined)
  })
  await session.send('Storage.overrideQuotaForOrigin', {
    origin,
    quotaSize: visitLimits.storedBytes,
  })
  await session.send('Fetch.enable', {
    patterns: [{ urlPattern: '*', resourceType: 'Document', requestStage: 'Request' }],
  })
}

/** A context with one page, nothing loaded. */
export async function openVisit(
  browser: Browser,
  preview: PreviewUpstream,
  options: VisitOptions,
): Promise<OpenVisit> {
  const proxy = await openVisitProxy(preview)
  let context: BrowserContext | undefined
  try {
    const { origin, refused, unreached } = proxy
    context = await browser.newContext(contextOptions(options, proxy))
    await context.addInitScript(boundConsole, visitLimits.consoleLines)
    const page = await context.newPage()
    const notes: string[] = []
    const note = (words: string) => {
      if (notes.length < visitLimits.notes && !notes.includes(words)) notes.push(words)
    }
    keepTo(page, context, note)
    await bound(page, origin, note)
    const crashed = new Promise<void>((resolve) => {
      page.once('crash', () => resolve())
    })
    const flooded = floodOf(page)
    const opened = context
    return {
      visit: { context, page, origin, refused, notes },
      crashed,
      flooded,
      unreached,
      async close() {
        proxy.close()
        await opened.close().catch(() => undefined)
      },
    }
  } catch (error) {
    proxy.close()
    await context?.close().catch(() => undefined)
    throw error
  }
}
