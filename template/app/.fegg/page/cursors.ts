import { findAnchor, type Spot } from './anchor.ts'
import { drawing, overlay, place, see } from './overlay.ts'

export interface Cursor {
  id: string
  name: string
  color: string
  at: Spot
}

interface Drawn {
  cursor: Cursor
  element: HTMLElement
  label: HTMLElement
  on: Element | null
  lookedAt: number
  /** Remaining distance to the target, in pixels. */
  dx: number
  dy: number
  x: number
  y: number
}

/** Search interval for a missing element. */
const lookAgainMs = 700
/** Remaining fraction of the distance after each frame. */
const rest = 0.72

const drawn = new Map<string, Drawn>()
const still = matchMedia('(prefers-reduced-motion: reduce)')

const arrow =
  '<svg width="18" height="20" viewBox="0 0 18 20"><path d="M1.5 1.2 16.4 9.3l-6.7 1.6-3.6 6.3z" fill="var(--color)" stroke="#fff" stroke-width="1.4" stroke-linejoin="round"/></svg>'

function create(cursor: Cursor): Drawn {
  const element = document.createElement('div')
  element.className = 'cursor'
  element.innerHTML = arrow
  const label = document.createElement('span')
  element.append(label)
  element.style.visibility = 'hidden'
  overlay().append(element)
  return { cursor, element, label, on: null, lookedAt: -Infinity, dx: 0, dy: 0, x: NaN, y: NaN }
}

function look(one: Drawn) {
  const now = performance.now()
  if (one.on?.isConnected || now - one.lookedAt < lookAgainMs) return
  one.lookedAt = now
  one.on = findAnchor(one.cursor.at.anchor)
}

/** Returns true if it moved. */
function draw(one: Drawn) {
  look(one)
  const box = one.on?.getBoundingClientRect()
  const seen = box !== undefined && box.width > 0 && box.height > 0
  const turned = see(one.element, seen)
  if (!seen) return turned
  const x = box.left + one.cursor.at.x * box.width
  const y = box.top + one.cursor.at.y * box.height
  one.dx *= rest
  one.dy *= rest
  one.x = x + one.dx
  one.y = y + one.dy
  return place(one.element, one.x, one.y) || turned
}

const wake = drawing(() => {
  if (drawn.size === 0) return null
  let moved = false
  for (const one of drawn.values()) if (draw(one)) moved = true
  return moved
})

function move(one: Drawn, cursor: Cursor) {
  if (JSON.stringify(one.cursor.at.anchor) !== JSON.stringify(cursor.at.anchor)) {
    one.on = null
    one.lookedAt = -Infinity
  }
  one.cursor = cursor
  look(one)
  const box = one.on?.getBoundingClientRect()
  // Glides to a new place, but follows scrolling at once.
  const glides = box && !still.matches && !Number.isNaN(one.x)
  one.dx = glides ? one.x - (box.left + cursor.at.x * box.width) : 0
  one.dy = glides ? one.y - (box.top + cursor.at.y * box.height) : 0
}

/** Each cursor stays on the element that it points at in its user's window. */
export function showCursors(cursors: readonly Cursor[]) {
  const ids = new Set(cursors.map(({ id }) => id))
  for (const [id, one] of drawn) {
    if (ids.has(id)) continue
    one.element.remove()
    drawn.delete(id)
  }
  for (const cursor of cursors) {
    const one = drawn.get(cursor.id) ?? create(cursor)
    if (!drawn.has(cursor.id)) drawn.set(cursor.id, one)
    one.label.textContent = cursor.name
    one.element.style.setProperty('--color', cursor.color)
    one.element.dataset.name = cursor.name
    move(one, cursor)
  }
  wake()
}
