import type { Page } from 'playwright-core'
import { showsNothing } from './blank.ts'
import type { Target } from './eyes.ts'
import type { Findings } from './findings.ts'
import { eyesOf } from './look.ts'
import type { PageWatch } from './page-watch.ts'

export const clickLimits = { targets: 40, ms: 6_000 } as const

interface Options {
  page: Page
  origin: string
  route: string
  watch: PageWatch
  problems: Findings
}

function wordsFor({ role, name }: Target): string {
  return name ? `a click on the ${role} “${name}”` : `a click on a ${role} without a name`
}

/** A frame, and a little more where the page asks its own server for something. */
async function settle(page: Page, watch: PageWatch): Promise<void> {
  const eyes = eyesOf(page)
  await eyes.settled()
  for (let turns = 0; turns < 10 && watch.pending() > 0; turns += 1) {
    await page.waitForTimeout(30)
    await eyes.settled()
  }
}

/** Clicks each visible button, tab and link once. What opens is closed by Escape; who was led elsewhere comes back. */
export async function clickThrough({
  page,
  origin,
  route,
  watch,
  problems,
}: Options): Promise<void> {
  const until = performance.now() + clickLimits.ms
  const eyes = eyesOf(page)
  const start = `${origin}${route}`
  for (let tried = 0; tried < clickLimits.targets && performance.now() < until; tried += 1) {
    const target = await eyes.nextTarget()
    if (target === null) break
    const words = wordsFor(target)
    watch.step(words)
    watch.fresh()
    await page.mouse.click(target.x, target.y)
    try {
      await settle(page, watch)
      await watch.written()
      const isNew = watch.fresh() > 0
      if (await showsNothing(page)) {
        if (!isNew) problems.add(route, { message: `After ${words}: the page shows nothing.` })
        await comeBack(page, start, watch)
      } else if (new URL(page.url()).pathname !== new URL(start).pathname) {
        await comeBack(page, start, watch)
      } else if (await eyes.hasDialog()) {
        await page.keyboard.press('Escape')
        await settle(page, watch)
      }
    } catch {
      // the click led to another document
      await comeBack(page, start, watch)
    }
  }
  await watch.written()
  watch.step('')
}

async function comeBack(page: Page, start: string, watch: PageWatch): Promise<void> {
  await page.goto(start, { waitUntil: 'load' }).catch(() => undefined)
  await settle(page, watch).catch(() => undefined)
}
