import type { Browser, Page } from 'playwright-core'
import { startServer } from '../e2e/support/server.ts'
import { openBrowser, signIn } from './browser.ts'
import { becomeGuest, type Guest, openWorkspace } from './paint/ours.ts'
import { type Row, row } from './row.ts'

/** Bytes over the wire, without headers. */
async function countScripts(page: Page, settle: () => Promise<void>): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  const scripts = new Set<string>()
  const encoded = new Map<string, number>()
  await devtools.send('Network.enable')
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (/javascript/.test(response.mimeType)) scripts.add(requestId)
  })
  devtools.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    encoded.set(requestId, (encoded.get(requestId) ?? 0) + encodedDataLength)
  })
  await settle()
  await page.waitForLoadState('networkidle')
  return [...scripts].reduce((sum, id) => sum + (encoded.get(id) ?? 0), 0)
}

const limitMs = 90_000

async function measure(
  browser: Browser,
  guest: Guest | null,
  open: (page: Page) => Promise<void>,
): Promise<number> {
  const context = await browser.newContext()
  if (guest) await signIn(context, guest.url, guest.cookie())
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(limitMs)
    return await countScripts(page, () => open(page))
  } finally {
    await context.close()
  }
}

function figure(screen: string, bytes: number, goal: number | null): Row {
  return row({
    name: `first load of ${screen}: JavaScript over the wire`,
    versus: 'a limit',
    value: bytes / 1_000,
    unit: 'kB',
    ratio: null,
    goal,
  })
}

/** JavaScript that a screen loads with an empty cache, compressed as served. */
export default async (): Promise<Row[]> => {
  await using server = await startServer()
  const browser = await openBrowser()
  try {
    const guest = await becomeGuest(server.url)
    const sessionId = crypto.randomUUID()
    await guest.api.sessions.create.mutate({ id: sessionId })
    const landing = await measure(browser, null, async (page) => {
      await page.goto(server.url)
      await page.getByRole('textbox', { name: 'What do you want to build?' }).waitFor()
    })
    const session = await measure(browser, guest, async (page) => {
      await page.route(/\/\/5173-/, (route) => route.abort())
      await page.goto(`${server.url}/s/${sessionId}`)
      await page.getByRole('textbox', { name: 'Message' }).waitFor()
      await page.getByTitle('Live preview').waitFor({ state: 'attached' })
    })
    const workspace = await measure(browser, guest, async (page) => {
      await openWorkspace(page, guest)
    })
    return [
      figure('the landing page', landing, 200),
      figure('a session', session, 350),
      figure('a workspace', workspace, null),
    ]
  } finally {
    await browser.close()
  }
}
