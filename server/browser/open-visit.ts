import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import type { Visit, VisitOptions } from './visit.ts'
import { openVisitProxy } from './visit-proxy.ts'

export const visitLimits = {
  dialogs: 20,
  notes: 20,
  /** Of the console, a page. */
  consoleLines: 300,
} as const

interface OpenVisit {
  visit: Visit
  /** Resolves when the page's process ends. */
  crashed: Promise<void>
  close(): Promise<void>
}

/** Runs in the page, before its own code: a flood of lines would keep the server busy. */
function boundConsole(lines: number): void {
  let left = lines
  for (const name of [
    'log',
    'info',
    'debug',
    'warn',
    'error',
    'trace',
    'dir',
    'table',
    'assert',
    'group',
  ] as const) {
    const own = console[name].bind(console) as (...args: unknown[]) => void
    console[name] = (...args: unknown[]) => {
      left -= 1
      if (left >= 0) own(...args)
    }
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
function keepTo(
  page: Page,
  context: BrowserContext,
  origin: string,
  note: (words: string) => void,
) {
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
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) return
    const url = frame.url()
    if (url.startsWith(`${origin}/`) || url === 'about:blank') return
    note(`The page leaves the app for ${url.slice(0, 200)}`)
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
    const { origin, refused } = proxy
    context = await browser.newContext(contextOptions(options, proxy))
    await context.addInitScript(boundConsole, visitLimits.consoleLines)
    const page = await context.newPage()
    const notes: string[] = []
    keepTo(page, context, origin, (words) => {
      if (notes.length < visitLimits.notes && !notes.includes(words)) notes.push(words)
    })
    const crashed = new Promise<void>((resolve) => {
      page.once('crash', () => resolve())
    })
    const opened = context
    return {
      visit: { context, page, origin, refused, notes },
      crashed,
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
