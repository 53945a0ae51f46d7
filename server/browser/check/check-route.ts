import type { Page } from 'playwright-core'
import type { PageContents, PagePicture } from '../port.ts'
import type { Visit } from '../visit.ts'
import { clickThrough } from './click-through.ts'
import { paint, showsNothing } from './blank.ts'
import { installEyes } from './eyes.ts'
import type { Findings } from './findings.ts'
import { HangingPage, unlessHanging } from './hang.ts'
import { eyesOf } from './look.ts'
import { type PageWatch, watchPage } from './page-watch.ts'

const phoneWidth = 390
const phoneHeight = 844
/** A page may show nothing until its own requests are answered. */
const emptyMs = 4_000
/** As long as a first screen may stay that goes by itself. */
const firstScreenMs = 2_500
const rendersMs = 250
/** More renders than these in `rendersMs` are looked at twice. */
const manyRenders = 8

export interface RouteOptions {
  visit: Visit
  route: string
  picture: boolean
  problems: Findings
  advice: Findings
  signal: AbortSignal
}

export interface RouteSeen {
  /** The router knows no such page. */
  unknown: boolean
  contents: PageContents | null
  picture: PagePicture | null
  links: string[]
  storage: Record<string, string>
}

export const nothingSeen: RouteSeen = {
  unknown: false,
  contents: null,
  picture: null,
  links: [],
  storage: {},
}

/** Loads one route and looks at it in every way. */
export async function checkRoute(options: RouteOptions): Promise<RouteSeen> {
  const { visit, route, problems, advice, signal } = options
  const { page, origin } = visit
  await page.addInitScript(installEyes)
  const watch = watchPage({ page, origin, route, problems, advice })
  try {
    const seen = await unlessHanging(page, look(options, watch), {
      signal,
      loop: (stack, name) =>
        new HangingPage(
          `The page hangs: ${name ? `${name}()` : 'its code'} runs without end, and the browser gets no turn.`,
          stack,
        ),
    })
    for (const note of visit.notes) advice.add(route, { message: note })
    return seen
  } catch (error) {
    if (!(error instanceof HangingPage)) throw error
    problems.add(route, {
      message: error.message,
      place: placeOfLine(error.stack, origin),
    })
    return nothingSeen
  }
}

/** The page can't be asked for its source maps: it hangs. */
function placeOfLine(stack: string, origin: string) {
  const found = /^(.*?)(?:\?[^:]*)?:(\d+):(\d+)$/.exec(stack)
  if (!found?.[1]?.startsWith(`${origin}/`)) return null
  return {
    path: found[1].slice(origin.length + 1),
    line: Number(found[2]),
    column: Number(found[3]),
  }
}

async function load(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' })
  await eyesOf(page).settled()
}

async function look(options: RouteOptions, watch: PageWatch): Promise<RouteSeen> {
  const { visit, route, problems } = options
  const { page, origin } = visit
  const eyes = eyesOf(page)
  const url = `${origin}${route}`
  await load(page, url)
  if (watch.isUnknownRoute() && (await showsNothing(page))) return { ...nothingSeen, unknown: true }
  const isEmpty = await waitForContent(page, watch)
  await watch.written()
  if (watch.isUnknownRoute() && isEmpty) return { ...nothingSeen, unknown: true }
  // by itself; what a click does may be meant
  for (const note of visit.notes)
    if (/leaves the app|without end/.test(note)) problems.add(route, { message: note })
  const picture = await lookAtPaint(options, isEmpty)
  const contents = await eyes.contents()
  const links = await eyes.links()
  await lookAtLayout(options, 'page')
  await lookForCover(options)
  for (const { source, place } of await eyes.brokenPictures())
    problems.add(route, { message: `The picture ${source} isn't there.`, place })
  await lookAtRenders(options)
  const { width, height } = page.viewportSize() ?? { width: 1_024, height: 768 }
  if (problems.size === 0) await clickThrough({ page, origin, route, watch, problems })
  await page.setViewportSize({ width: phoneWidth, height: phoneHeight })
  await eyes.settled()
  await lookAtLayout(options, 'phone')
  await page.setViewportSize({ width, height })
  const storage = await storageOf(page)
  await lookAgain(options, watch, storage)
  return {
    unknown: false,
    contents: { route, ...contents },
    picture,
    links,
    storage,
  }
}

/** Waits while the page shows nothing. True: it still does. */
async function waitForContent(page: Page, watch: PageWatch): Promise<boolean> {
  const until = performance.now() + emptyMs
  while (await showsNothing(page)) {
    if (watch.fresh() > 0 || performance.now() > until) return true
    await page.waitForTimeout(100)
    await watch.written()
  }
  return false
}

async function lookAtPaint(
  { visit: { page }, route, picture, problems }: RouteOptions,
  isEmpty: boolean,
): Promise<PagePicture | null> {
  let painted = await paint(page)
  // what fades in, is drawn by a frame loop or waits behind a first screen comes a moment later
  const until = performance.now() + firstScreenMs
  while (painted.isBlank && problems.size === 0 && performance.now() < until) {
    await page.waitForTimeout(400)
    painted = await paint(page)
  }
  if (painted.isBlank) {
    const message = isEmpty
      ? 'The page shows nothing.'
      : 'The page shows nothing: it has content, but none of it can be seen. Look for sizes of 0, opacity, and text in the colour of its background.'
    problems.add(route, { message })
  }
  if (!picture) return null
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  return { caption: `The page ${route}`, route, width, height, bytes: painted.jpeg }
}

async function lookAtLayout(
  { visit: { page }, route, problems, advice }: RouteOptions,
  on: 'page' | 'phone',
) {
  const wide = await eyesOf(page).widest()
  if (!wide) return
  const where = on === 'phone' ? 'On a phone, the page' : 'The page'
  const found = {
    message: `${where} is ${wide.width} px wide in a window of ${wide.window} px: ${wide.what} sticks out at the right.`,
    place: wide.place,
  }
  if (on === 'page') problems.add(route, found)
  else advice.add(route, found)
}

async function lookForCover({ visit: { page }, route, problems }: RouteOptions): Promise<void> {
  const eyes = eyesOf(page)
  if (!(await eyes.cover())) return
  // a first screen that goes by itself
  await page.waitForTimeout(firstScreenMs)
  const cover = await eyes.cover()
  if (!cover) return
  const message = `${cover.what} covers the whole page: nothing behind it can be clicked.`
  problems.add(route, { message, place: cover.place })
}

/** Of a clock there is one render a second, and of an animation one a frame. */
async function lookAtRenders({ visit: { page }, route, problems }: RouteOptions): Promise<void> {
  const eyes = eyesOf(page)
  if ((await eyes.renders(60)).commits < 2) return
  const first = await eyes.renders(rendersMs)
  if (first.commits < manyRenders) return
  const { commits, frames, timers } = await eyes.renders(4 * rendersMs)
  const drivenByItself = commits > 3 * manyRenders && frames + timers < commits / 2
  const tooOften = commits > 300
  if (drivenByItself || tooOften) {
    const message = `The page renders without end, ${commits} times a second: look for an effect that sets state each time that it runs.`
    problems.add(route, { message })
  }
}

async function storageOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const kept: Record<string, string> = {}
    for (const [key, value] of Object.entries(localStorage).slice(0, 50))
      if (key.length <= 200 && value.length <= 20_000) kept[key] = value
    return kept
  })
}

/** A second load, with what the first one left in localStorage, and in the dark scheme. */
async function lookAgain(
  { visit: { page, origin }, route, problems }: RouteOptions,
  watch: PageWatch,
  storage: Record<string, string>,
): Promise<void> {
  if (problems.size > 0) return
  const again = async (words: string) => {
    watch.step(words)
    watch.fresh()
    await load(page, `${origin}${route}`)
    const isEmpty = await waitForContent(page, watch)
    await watch.written()
    if (watch.fresh() === 0 && isEmpty && problems.size === 0)
      problems.add(route, { message: `After ${words}: the page shows nothing.` })
  }
  const keys = Object.keys(storage)
  const left = keys.length > 0 ? `, with ${keys.slice(0, 5).join(', ')} in localStorage` : ''
  await page.emulateMedia({ colorScheme: 'dark' })
  await again(`a second load in the dark colour scheme${left}`)
  await page.emulateMedia({ colorScheme: 'light' })
  watch.step('')
}
