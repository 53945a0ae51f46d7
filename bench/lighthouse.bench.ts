import { launch } from 'chrome-launcher'
import lighthouse, { desktopConfig } from 'lighthouse'
import { chromium } from 'playwright-core'
import { startServer } from '../e2e/support/server.ts'
import { findBrowser } from '../scripts/lib/browser.mjs'
import { signIn } from './browser.ts'
import { becomeGuest, type Guest } from './paint/ours.ts'
import { type Row, row } from './row.ts'

const categories = ['performance', 'accessibility', 'best-practices', 'seo']
const goal = 95
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)

interface Visit {
  screen: string
  url: string
  signedIn: boolean
}

/** Leaves cookie and storage in the browser: Lighthouse clears only its caches. */
async function signInAs(guest: Guest, port: number): Promise<void> {
  const browser = await chromium.connectOverCDP(`http://localhost:${port}`)
  const [context] = browser.contexts()
  if (!context) throw new Error('the browser has no context')
  await signIn(context, guest.url, guest.cookie())
  const page = await context.newPage()
  await page.goto(guest.workspaceUrl)
  await page.getByRole('button', { name: 'New session' }).waitFor()
  await page.close()
  await browser.close()
}

/** The best of a few visits: other work of the machine counts less. */
async function visit(port: number, { screen, url, signedIn }: Visit): Promise<Row[]> {
  const best = new Map<string, number>()
  const faults = new Map<string, string>()
  let trouble = ''
  for (let round = 0; round < rounds; round++) {
    const result = await lighthouse(
      url,
      { port, logLevel: 'error', onlyCategories: categories },
      desktopConfig,
    )
    if (!result) throw new Error(`Lighthouse says nothing of ${url}`)
    const { lhr } = result
    // without a trace there is no score (NO_NAVSTART): visit again
    if (lhr.runtimeError) {
      trouble = lhr.runtimeError.message
      continue
    }
    const asked = JSON.stringify(lhr.audits['network-requests']?.details)
    if (signedIn && !asked.includes('sessions.list')) throw new Error(`${url} was not signed in`)
    for (const name of categories) {
      const category = lhr.categories[name]
      const score = Math.round((category?.score ?? Number.NaN) * 100)
      if (!(score > (best.get(name) ?? -1))) continue
      best.set(name, score)
      const failed = (category?.auditRefs ?? [])
        .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `${id} ${lhr.audits[id]?.displayValue ?? ''}`.trim())
      faults.set(name, failed.join(', '))
    }
  }
  if (best.size === 0) throw new Error(`Lighthouse could not visit ${url}: ${trouble}`)
  for (const [name, score] of best)
    if (score < 100) process.stdout.write(`  ${screen}, ${name} ${score}: ${faults.get(name)}\n`)
  return categories.map((name) => {
    const score = best.get(name) ?? Number.NaN
    return row({
      name: `Lighthouse (desktop), ${screen}: ${name}`,
      versus: 'at least',
      value: score,
      unit: '',
      ratio: null,
      goal,
      met: score >= goal,
    })
  })
}

export default async (): Promise<Row[]> => {
  const chromePath = await findBrowser()
  if (!chromePath)
    throw new Error('Found no Chrome or Chromium. Install one, or set CHROME_PATH to its program.')
  await using server = await startServer()
  const guest = await becomeGuest(server.url)
  await guest.api.sessions.create.mutate({ id: crypto.randomUUID(), name: 'Errands' })
  const chrome = await launch({
    chromePath,
    chromeFlags: ['--headless=new', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    logLevel: 'error',
  })
  try {
    const rows: Row[] = []
    for (const screen of [
      { screen: 'landing', url: `${server.url}/`, signedIn: false },
      { screen: 'sign-in', url: `${server.url}/sign-in`, signedIn: false },
      { screen: 'workspace', url: guest.workspaceUrl, signedIn: true },
    ]) {
      if (screen.signedIn) await signInAs(guest, chrome.port)
      rows.push(...(await visit(chrome.port, screen)))
    }
    return rows
  } finally {
    chrome.kill()
  }
}
