import { type Fiber, fiberOf, isLibrary, reach } from './fiber.ts'

/** By an element's props, what the compiler says of it; later elements have higher numbers. */
const sources = new WeakMap<object, { source: unknown; order: number }>()
let made = 0
const pathLimit = 300

/** Mirrors SourcePlace of shared/protocol/source-place.ts. */
export interface SourcePlace {
  path: string
  line: number
  column: number
  hash: string | null
}

/** Before the app's first element is made. `source-plugin.ts` has React call it. */
export function keepSources() {
  const set = (props: object, source: unknown) => {
    made += 1
    sources.set(props, { source, order: made })
  }
  Object.defineProperty(globalThis, Symbol.for('fegg.sources'), { value: { set, of: sourceOf } })
}

function keptOf(fiber: Fiber | null | undefined) {
  const props = fiber?.memoizedProps
  return typeof props === 'object' && props !== null ? sources.get(props) : undefined
}

function placeOf(fiber: Fiber): SourcePlace | null {
  // React keeps two of each node, and leads to either
  const [one, other] = [keptOf(fiber), keptOf(fiber.alternate)]
  const source = (one?.order ?? 0) > (other?.order ?? 0) ? one?.source : other?.source
  if (typeof source !== 'object' || source === null) return null
  const [name, line, column] = ['fileName', 'lineNumber', 'columnNumber'].map((key): unknown =>
    Reflect.get(source, key),
  )
  if (typeof name !== 'string' || typeof line !== 'number' || typeof column !== 'number')
    return null
  const end = name.lastIndexOf('?')
  const [path, hash] = [name.slice(0, end), name.slice(end + 1)]
  if (path === '' || path.length > pathLimit) return null
  return { path, line, column, hash: /^[0-9a-f]{64}$/.test(hash) ? hash : null }
}

function nearestFiber(element: Element): Fiber | null {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const fiber = fiberOf(at)
    if (fiber) return fiber
  }
  return null
}

/** Where the app's files make an element: of one that a library makes, where the library is used. */
export function sourceOf(element: Element): SourcePlace | null {
  let last: SourcePlace | null = null
  let fiber = nearestFiber(element)
  for (let up = 0; fiber && up < reach; fiber = fiber._debugOwner ?? null, up++) {
    const place = placeOf(fiber)
    if (place && !isLibrary(place.path)) return place
    last ??= place
  }
  return last
}
