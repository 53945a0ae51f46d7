import { findAnchor, type Spot } from './anchor.ts'
import { post } from './channel.ts'
import { drawing, overlay, place, see } from './overlay.ts'

export interface Pin {
  id: string
  number: number
  resolved: boolean
  selected: boolean
  color: string
  at: Spot
}

interface Drawn {
  pin: Pin
  element: HTMLButtonElement
  on: Element | null
}

/** How long the page must be quiet before pins search for their elements again. */
const settleMs = 250

const drawn = new Map<string, Drawn>()
let told = ''
let timer: ReturnType<typeof setTimeout> | undefined

function boxOf({ on, pin }: Drawn) {
  const box = on?.getBoundingClientRect()
  if (!box || box.width === 0 || box.height === 0) return null
  return { x: box.left + pin.at.x * box.width, y: box.top + pin.at.y * box.height }
}

const wake = drawing(() => {
  if (drawn.size === 0) return null
  let moved = false
  for (const one of drawn.values()) {
    const at = boxOf(one)
    if (see(one.element, at !== null)) moved = true
    if (at && place(one.element, at.x, at.y)) moved = true
  }
  return moved
})

function tell() {
  const found = [...drawn.values()].map(({ pin, on }) => ({ id: pin.id, found: on !== null }))
  const words = JSON.stringify(found)
  if (words === told) return
  told = words
  post({ type: 'pins', found })
}

function look() {
  timer = undefined
  for (const one of drawn.values()) one.on = findAnchor(one.pin.at.anchor)
  tell()
  wake()
}

function lookSoon() {
  if (drawn.size === 0) return
  clearTimeout(timer)
  timer = setTimeout(look, settleMs)
}

function create(id: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'pin'
  element.style.visibility = 'hidden'
  element.addEventListener('click', () => {
    const at = drawn.get(id)
    const box = at && boxOf(at)
    if (box) post({ type: 'pin_opened', id, x: box.x, y: box.y })
  })
  overlay().append(element)
  return element
}

let observer: MutationObserver | undefined

/** Keeps pins on their elements while the page changes. Reports which ones were found. */
export function showPins(pins: readonly Pin[]) {
  const ids = new Set(pins.map(({ id }) => id))
  for (const [id, one] of drawn) {
    if (ids.has(id)) continue
    one.element.remove()
    drawn.delete(id)
  }
  for (const pin of pins) {
    const one = drawn.get(pin.id) ?? { pin, element: create(pin.id), on: null }
    drawn.set(pin.id, { ...one, pin })
    one.element.textContent = String(pin.number)
    one.element.ariaLabel = `Comment ${pin.number}${pin.resolved ? ', resolved' : ''}`
    one.element.toggleAttribute('data-resolved', pin.resolved)
    one.element.toggleAttribute('data-selected', pin.selected)
    one.element.style.setProperty('--color', pin.color)
  }
  if (!observer) {
    observer = new MutationObserver(lookSoon)
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['id', 'name', 'data-testid', 'aria-label', 'placeholder', 'alt', 'hidden'],
    })
  }
  told = ''
  look()
}
