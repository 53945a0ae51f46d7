import { type AppServer, startServer } from '../e2e/support/server.ts'
import { openBrowser, signIn } from './browser.ts'
import { type Side, viteToPaint } from './paint/bare-vite.ts'
import { becomeGuest, deleteSession, type Guest, openWorkspace } from './paint/ours.ts'
import { watchPainted } from './paint/painted.ts'
import { tracePage } from './paint/trace.ts'
import { makeTrees, type Trees } from './paint/trees.ts'
import { median, type Row, row } from './row.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 7)

/** Milliseconds from the click on "New session" to the preview's paint. */
async function clickToPaint({ context, painted }: Side, guest: Guest): Promise<number> {
  const page = await context.newPage()
  const button = await openWorkspace(page, guest)
  const trace = tracePage(page)
  const there = painted.next((frame) => frame.page() === page && frame !== page.mainFrame())
  const start = performance.now()
  await button.click()
  trace.note('clicked')
  const ms = (await there) - start
  trace.note('painted')
  trace.print()
  await deleteSession(page, guest)
  await page.close()
  return ms
}

async function measure(filled: boolean) {
  await using trees: Trees = await makeTrees(filled)
  await using server: AppServer = await startServer({
    env: { TEMPLATE_CACHE_DIR: trees.templates },
  })
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const side = { context, painted: await watchPainted(context) }
    const guest = await becomeGuest(server.url)
    await signIn(context, guest.url, guest.cookie())
    const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
    for (let round = 0; round <= rounds; round++) {
      if (!filled) await trees.emptyCache()
      const bare = await viteToPaint(side, trees.app)
      const ours = await clickToPaint(side, guest)
      // the first round warms the caches
      if (round === 0) continue
      times.bare.push(bare)
      times.ours.push(ours)
    }
    if (process.env['BENCH_TRACE'] === '1') console.error(times)
    return { ours: median(times.ours), bare: median(times.bare) }
  } finally {
    await browser.close()
  }
}

export default async (): Promise<Row[]> => {
  const empty = await measure(false)
  const filled = await measure(true)
  const figure = (state: string, { ours, bare }: typeof empty, goal: number) =>
    row({
      name: `click to painted preview, Vite's cache ${state}`,
      versus: `bare vite on the same files (${Math.round(bare)} ms)`,
      value: ours,
      unit: 'ms',
      ratio: ours / bare,
      goal,
    })
  return [figure('empty', empty, 1), figure('filled', filled, 1.3)]
}
