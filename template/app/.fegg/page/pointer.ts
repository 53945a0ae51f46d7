import { spotAt } from './anchor.ts'
import { post, route } from './channel.ts'

/** Minimum intervals between reports. */
const pointerEveryMs = 50
const viewEveryMs = 120
const actedEveryMs = 400
/** A view is reported by the element at this fraction of the window's height. */
export const sightLine = 0.3

/** Throttles `work`; the last call always runs. */
function sparingly(ms: number, work: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = -Infinity
  return () => {
    if (timer !== undefined) return
    const wait = Math.max(0, last + ms - performance.now())
    timer = setTimeout(() => {
      timer = undefined
      last = performance.now()
      work()
    }, wait)
  }
}

export function watchPointer() {
  let at: { x: number; y: number } | null = null
  const tellPointer = sparingly(pointerEveryMs, () => {
    post({ type: 'pointer', at: at && spotAt(at.x, at.y, route()) })
  })
  const tellView = sparingly(viewEveryMs, () => {
    const spot = spotAt(innerWidth / 2, innerHeight * sightLine, route())
    if (spot) post({ type: 'view', at: spot })
  })
  const tellAct = sparingly(actedEveryMs, () => post({ type: 'acted' }))
  const quiet = { capture: true, passive: true }
  addEventListener(
    'pointermove',
    (event) => {
      // A touch would be gone before anybody saw its cursor.
      if (event.pointerType === 'touch') return
      at = { x: event.clientX, y: event.clientY }
      tellPointer()
    },
    quiet,
  )
  const gone = () => {
    at = null
    tellPointer()
  }
  document.documentElement.addEventListener('pointerleave', gone, quiet)
  addEventListener('blur', gone, quiet)
  addEventListener(
    'scroll',
    () => {
      tellView()
      if (at) tellPointer()
    },
    quiet,
  )
  for (const action of ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const)
    addEventListener(action, (event) => event.isTrusted && tellAct(), quiet)
  tellView()
}
