import { errors, type Locator, type Page } from 'playwright-core'
import type { Clock } from '../../lib/clock.ts'
import { ActionFailed } from './action-failed.ts'
import { namedIn, nearestNames } from './nearest-names.ts'

const findMs = 2_000
const againMs = 100
const snapshotMs = 2_000
const listed = 12

/** Throws ActionFailed if the page doesn't answer. */
export async function treeOf(page: Page): Promise<string> {
  try {
    return await page.locator('body').ariaSnapshot({ timeout: snapshotMs })
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error
    throw new ActionFailed("The page didn't answer in time.", { cause: error })
  }
}

/** Calls `look` until it gives something, for a short while. Null: it gave nothing. */
export async function until<T>(
  clock: Clock,
  look: () => Promise<T | null>,
  ms: number = findMs,
): Promise<T | null> {
  const end = clock.now() + ms
  for (;;) {
    const seen = await look()
    if (seen !== null || clock.now() >= end) return seen
    await clock.sleep(againMs)
  }
}

async function visibleOf(locator: Locator): Promise<Locator[]> {
  const all = await locator.all()
  const shown = await Promise.all(
    all.slice(0, 50).map(async (one) => ((await one.isVisible()) ? one : null)),
  )
  return shown.filter((one) => one !== null)
}

export interface Found {
  element: Locator
  /** Where several fit: which was taken. */
  note: string
}

/** `wanted`: exact names first. Throws ActionFailed that offers the nearest names. */
export async function findElement(
  page: Page,
  clock: Clock,
  { role, name }: { role: string; name: string },
  wanted: readonly Locator[],
): Promise<Found> {
  const found = await until(clock, async () => {
    for (const locator of wanted) {
      const shown = await visibleOf(locator)
      if (shown.length > 0) return shown
    }
    return null
  })
  const [element, ...others] = found ?? []
  if (element !== undefined) {
    const count = others.length + 1
    const note = others.length > 0 ? ` (${count} fit the name “${name}”: the first was taken)` : ''
    return { element, note }
  }
  const tree = await treeOf(page)
  const near = nearestNames({ role, name }, tree)
  const missing = `There is no ${role} named “${name}”.`
  if (near.length > 0) throw new ActionFailed(`${missing} Did you mean ${near.join(' or ')}?`)
  const there = namedIn(tree)
    .filter((one) => one.role === role || (role === 'field' && one.role.endsWith('box')))
    .map((one) => `“${one.name}”`)
  const some = [...new Set(there)].slice(0, listed).join(', ')
  throw new ActionFailed(some ? `${missing} There are: ${some}.` : `${missing} There is none.`)
}
