import { readFileSync } from 'node:fs'
import path from 'node:path'

/** What Chromium has and the fake page has not: names of globals, and of members by interface. */
type Gaps = { globals: string; members: Record<string, string> }

/** React and its libraries look for these and do without. */
const harmless = new Set(['event', 'navigation', 'scheduler', 'trustedTypes', 'chrome', 'origin'])

/** Collects what a page used and this check can't give it. */
export class Holes {
  readonly found = new Set<string>()
  /** The page measured something: all sizes here are made up. */
  measured = false

  add(name: string) {
    this.found.add(name)
  }
}

function note(target: object, name: string, used: () => void) {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: false,
    get() {
      used()
      return undefined
    },
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, {
        configurable: true,
        enumerable: true,
        writable: true,
        value,
      })
    },
  })
}

/** happy-dom's elements inherit from a class of the same name above the one that pages see. */
function baseOf(prototype: object | undefined, owner: string): object | null {
  let base = prototype ?? null
  for (let level = base; level; level = Object.getPrototypeOf(level))
    if (level.constructor.name === owner) base = level
  return base
}

/** Reading what is missing gives `undefined`, and is noted. */
export function watchGaps(page: typeof globalThis, holes: Holes) {
  const file = path.join(import.meta.dirname, 'gaps.json')
  const gaps: Gaps = JSON.parse(readFileSync(file, 'utf8'))
  for (const name of gaps.globals.split(' ')) {
    if (name in page) continue
    note(page, name, () => {
      if (!harmless.has(name)) holes.add(name)
    })
  }
  for (const [owner, names] of Object.entries(gaps.members)) {
    const prototype = baseOf(Reflect.get(page, owner)?.prototype, owner)
    if (!prototype) continue
    for (const name of names.split(' '))
      if (!(name in prototype)) note(prototype, name, () => holes.add(`${owner}.${name}`))
  }
}
