import { nodeOnly } from './browser.ts'
import type { Holes } from './holes.ts'
import type { ModulePlace } from './messages.ts'

/** What React says of code that no browser would render either. */
const invariants = [
  /^Too many re-renders/,
  /^Element type is invalid/,
  /^Objects are not valid as a React child/,
  /^Invalid hook call/,
  /^Rendered (more|fewer) hooks than/,
  /^Should have a queue/,
  /^React\.Children\.only expected/,
  /^Functions are not valid as a React child/,
  /^Target container is not a DOM element/,
]
export const updateLoop = /Maximum update depth exceeded/

/** Code near these depends on a real page. */
const domWords =
  /\b(?:document|window|navigator|location|screen|history|current|getComputedStyle|canvas|ctx|context|gl|element|el|node|rect|style|event|selection|range|query\w*|getElement\w*|match\w*|client\w*|offset\w*|scroll\w*|local[A-Z]\w*|session[A-Z]\w*|performance|crypto|URL|Worker|Audio\w*|Image|media\w*|observer)\b/
const linesBefore = 3

const frame = /\(?((?:https?|file|node):[^\s()]*?):(\d+):(\d+)\)?$/

type Frame = ModulePlace

function framesOf(error: Error): Frame[] {
  const frames: Frame[] = []
  for (const line of (error.stack ?? '').split('\n')) {
    const [, url, row, column] = frame.exec(line.trim()) ?? []
    if (url) frames.push({ url, line: Number(row), column: Number(column) })
  }
  return frames
}

const isPackage = (url: string) => /\/node_modules\/|\/@/.test(url)

export class Judge {
  readonly #base: string
  readonly #holes: Holes
  readonly #sourceOf: (url: string) => string | undefined

  constructor(base: string, holes: Holes, sourceOf: (url: string) => string | undefined) {
    this.#base = base
    this.#holes = holes
    this.#sourceOf = sourceOf
  }

  /** The innermost place in the app's own code. */
  placeOf(thrown: unknown): ModulePlace | null {
    if (!(thrown instanceof Error)) return null
    const own = framesOf(thrown).find(
      ({ url }) => url.startsWith(this.#base) && !isPackage(url.slice(this.#base.length)),
    )
    return own ? { ...own, url: own.url.slice(this.#base.length) } : null
  }

  /** True only if a browser certainly throws this error too. */
  isSure(thrown: unknown, caught: boolean): boolean {
    if (!(thrown instanceof Error)) return false
    const { message } = thrown
    if (invariants.some((rule) => rule.test(message))) return true
    if (updateLoop.test(message)) return !this.#holes.measured && this.#holes.found.size === 0
    if (thrown instanceof ReferenceError) return this.#isMissing(message)
    if (this.#holes.found.size > 0) return false
    if (caught && !(thrown instanceof TypeError)) return false
    if (thrown instanceof RangeError && this.#holes.measured) return false
    const [first] = framesOf(thrown)
    // the fake page threw it
    if (!first?.url.startsWith(this.#base)) return false
    return this.#inRender(thrown) || !this.#nearDom(thrown)
  }

  #isMissing(message: string): boolean {
    const name = /^(\S+) is not defined$/.exec(message)?.[1]
    // used before its declaration
    if (!name) return true
    if (nodeOnly.some((known) => known === name)) return true
    return !this.#holes.found.has('scripts of other hosts')
  }

  /** Whether React was rendering. Renders use no browser API, effects and modules may: their errors can come from the fake page. */
  #inRender(error: Error): boolean {
    const stack = error.stack ?? ''
    const render = stack.search(
      /\bat (?:renderWithHooks|beginWork|updateClassComponent|constructClassInstance)\b/,
    )
    if (render === -1) return false
    const effect = stack.search(/\bat (?:commit\w+|flushPassive\w+|safelyAttachRef|attachRef)\b/)
    return effect === -1 || render < effect
  }

  #nearDom(error: Error): boolean {
    const place = this.placeOf(error)
    const source = place && this.#sourceOf(place.url)
    if (!place || !source) return true
    const near = source.split('\n').slice(Math.max(0, place.line - 1 - linesBefore), place.line)
    return domWords.test(near.join('\n'))
  }
}
