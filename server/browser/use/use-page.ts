import { truncateMiddle } from '../../../shared/truncate.ts'
import { type Clock, systemClock } from '../../lib/clock.ts'
import { BrowserTrouble } from '../browser-trouble.ts'
import type { PageAction, PageBrowser, PageUse, PageUseRequest } from '../port.ts'
import type { BrowserPool, Visit } from '../visit.ts'
import { ActionFailed } from './action-failed.ts'
import { doAction } from './do-action.ts'
import { treeOf, until } from './find-element.ts'
import { takePicture } from './take-picture.ts'
import { treeChange } from './tree-change.ts'
import { routeOf, watchPage } from './watch-page.ts'

const height = 800
/** Of a visit's time, so that there is some left for the tree and the picture. */
const actionsMs = 11_000
const settleMs = 1_000
const treeLength = 12_000
const mostPictures = 4

class NotServed extends Error {
  constructor(status: number) {
    super(`The app's first page is answered with ${status}.`)
  }
}

function nameOf(action: PageAction): string {
  switch (action.do) {
    case 'go':
      return `go to ${action.route}`
    case 'click':
      return `click ${action.role} “${action.name}”`
    case 'type':
      return `type into “${action.name}”`
    case 'choose':
      return `choose “${action.option}” in “${action.name}”`
    case 'press':
      return `press ${action.key}`
    case 'expect':
      return `expect “${action.text}”${action.absent ? ' to be absent' : ''}`
  }
}

/** The tree once it stands still for a moment, or as it is after a second. */
async function settled(visit: Visit, clock: Clock): Promise<string> {
  let last = await treeOf(visit.page)
  await until(
    clock,
    async () => {
      const next = await treeOf(visit.page)
      const still = next === last
      last = next
      return still ? true : null
    },
    settleMs,
  )
  return last
}

/** One visit's work. `use` is filled as it goes, so that what was seen is kept where the page hangs. */
async function takeActions(
  visit: Visit,
  { actions, pictures }: PageUseRequest,
  { use, clock }: { use: PageUse; clock: Clock },
): Promise<void> {
  const { page, origin, notes } = visit
  const begun = clock.now()
  const picture = async (caption: string) => {
    if (use.pictures.length >= mostPictures) return
    const taken = await takePicture(visit, caption)
    if (taken) use.pictures.push(taken)
  }
  use.problems = watchPage(visit)
  if (actions[0]?.do !== 'go') {
    const answer = await page.goto(`${origin}/`, { waitUntil: 'load' })
    if (answer && answer.status() >= 500) throw new NotServed(answer.status())
  }
  let tree = actions[0]?.do === 'go' ? '' : await settled(visit, clock)
  for (const action of actions) {
    const before = { route: page.url(), problems: use.problems.length, notes: notes.length }
    const late = clock.now() - begun > actionsMs
    try {
      if (late) throw new ActionFailed('There was no time left for it: use fewer actions at once.')
      const lines = [await doAction({ page, origin, clock }, action)]
      const after = await settled(visit, clock)
      if (page.url() !== before.route && action.do !== 'go')
        lines.push(`The route is now ${routeOf(page.url())}`)
      lines.push(...use.problems.slice(before.problems).map(({ message }) => `Error: ${message}`))
      lines.push(...notes.slice(before.notes))
      if (action.do !== 'go' && action.do !== 'expect') {
        const change = treeChange(tree, after)
        lines.push(...(change.length > 0 ? change : ['Nothing on the page changed.']))
      }
      tree = after
      use.steps.push({ action, ok: true, words: lines.join('\n') })
      if (pictures === 'each' && action.do !== 'expect') await picture(nameOf(action))
    } catch (error) {
      if (!(error instanceof ActionFailed)) throw error
      const errors = use.problems
        .slice(before.problems)
        .map(({ message }) => `\nError: ${message}`)
        .join('')
      const words = `Couldn't ${nameOf(action)}. ${error.message}${errors}`
      use.steps.push({ action, ok: false, words })
      break
    }
  }
  // what was done is worth telling without it
  const end = await treeOf(page).catch(() => 'The page no longer answers.')
  use.tree = truncateMiddle(end, treeLength)
  if (pictures === 'end' || (pictures === 'each' && use.pictures.length === 0))
    await picture('The page at the end')
}

const ofThePage: ReadonlySet<string> = new Set(['timeout', 'memory', 'flood'])

/** Takes the actions one after the other, up to the first that fails. */
export async function usePage(
  pool: BrowserPool,
  request: PageUseRequest,
  clock: Clock = systemClock,
): Promise<Awaited<ReturnType<PageBrowser['use']>>> {
  const { preview, width, signal } = request
  let use: PageUse = { steps: [], problems: [], tree: '', pictures: [] }
  try {
    await pool.visit(preview, { width, height, signal }, async (visit) => {
      // a visit may be tried once more
      use = { steps: [], problems: [], tree: '', pictures: [] }
      await takeActions(visit, request, { use, clock })
    })
    return { seen: true, use }
  } catch (error) {
    signal.throwIfAborted()
    const next = request.actions[use.steps.length]
    const own = error instanceof BrowserTrouble
    // the page stood and answered before this action
    if (own && ofThePage.has(error.code) && use.steps.length > 0) {
      const where = next ? `Couldn't ${nameOf(next)}. ` : ''
      if (next) use.steps.push({ action: next, ok: false, words: `${where}${error.message}` })
      else use.problems.push(hung(error.message))
      return { seen: true, use }
    }
    if (own || error instanceof NotServed) return { seen: false, why: error.message }
    return { seen: false, why: "The page couldn't be used: it didn't answer." }
  }
}

function hung(message: string): PageUse['problems'][number] {
  return { route: '/', message, file: null, line: null, column: null, source: null }
}
