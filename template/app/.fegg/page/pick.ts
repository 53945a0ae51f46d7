import { anchorOf, nameable, nameOf } from './anchor.ts'
import { post, route } from './channel.ts'
import { overlay, place } from './overlay.ts'
import { reactInfo } from './react-info.ts'
import { sourceOf } from './source.ts'

let mark: HTMLElement | undefined
let label: HTMLElement | undefined
let chosen: Element | null = null
let stopListening: (() => void) | undefined

function highlight(element: Element | null) {
  chosen = element
  if (!mark || !label) return
  mark.style.display = element ? 'block' : 'none'
  if (!element) return
  const box = element.getBoundingClientRect()
  mark.style.width = `${box.width}px`
  mark.style.height = `${box.height}px`
  mark.toggleAttribute('data-top', box.top < 30)
  place(mark, box.left, box.top)
  const { component, file } = reactInfo(element)
  label.textContent = [nameOf(element), component && `<${component}>`, file]
    .filter(Boolean)
    .join(' · ')
}

const fraction = (value: number) => Math.min(1, Math.max(0, value))

/** `x` and `y`: the chosen point in the window. */
function choose(element: Element, x: number, y: number) {
  const box = element.getBoundingClientRect()
  if (box.width === 0 || box.height === 0 || route().length > 600) return
  endPick()
  post({
    type: 'picked',
    element: {
      route: route(),
      anchor: anchorOf(element),
      x: fraction((x - box.left) / box.width),
      y: fraction((y - box.top) / box.height),
      name: nameOf(element),
    },
    place: sourceOf(element),
    x,
    y,
  })
}

const isShown = (element: Element | null): element is Element => {
  const box = element?.getBoundingClientRect()
  return box !== undefined && box.width > 0 && box.height > 0
}

/** The next visible element along `step`. */
function next(from: Element, step: (element: Element) => Element | null): Element | null {
  let element = step(from)
  while (element && !isShown(element)) element = step(element)
  return element && nameable(element) === element ? element : null
}

const steps: Record<string, (element: Element) => Element | null> = {
  ArrowUp: (element) => (element.parentElement === document.body ? null : element.parentElement),
  ArrowDown: (element) => element.firstElementChild,
  ArrowLeft: (element) => element.previousElementSibling,
  ArrowRight: (element) => element.nextElementSibling,
}

function onKey(event: KeyboardEvent) {
  event.preventDefault()
  event.stopImmediatePropagation()
  if (event.key === 'Escape') {
    endPick()
    post({ type: 'pick_ended' })
    return
  }
  const first = [...document.body.children].find(isShown) ?? null
  if (event.key === 'Enter' && chosen) {
    const box = chosen.getBoundingClientRect()
    choose(chosen, box.left + box.width / 2, box.top + Math.min(box.height / 2, 24))
    return
  }
  const step = steps[event.key]
  if (!step) return
  const to = chosen ? next(chosen, step) : first
  if (!to) return
  to.scrollIntoView({ block: 'nearest' })
  highlight(to)
}

const under = (event: MouseEvent) => {
  const hit = document.elementFromPoint(event.clientX, event.clientY)
  return hit && nameable(hit)
}

function listen() {
  const swallow = (event: Event) => {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const move = (event: PointerEvent) => highlight(under(event))
  const click = (event: MouseEvent) => {
    swallow(event)
    const element = under(event)
    if (element) choose(element, event.clientX, event.clientY)
  }
  const moved = () => highlight(chosen)
  const listeners: Array<[string, (event: never) => void]> = [
    ['pointermove', move],
    ['pointerdown', swallow],
    ['pointerup', swallow],
    ['mousedown', swallow],
    ['mouseup', swallow],
    ['click', click],
    ['keydown', onKey],
    ['scroll', moved],
  ]
  for (const [name, listener] of listeners)
    addEventListener(name, listener as EventListener, { capture: true })
  return () => {
    for (const [name, listener] of listeners)
      removeEventListener(name, listener as EventListener, { capture: true })
  }
}

/** The user picks by pointer, or by arrow keys and Enter. The app gets no events meanwhile. */
export function beginPick() {
  endPick()
  mark = document.createElement('div')
  mark.className = 'mark'
  mark.style.display = 'none'
  label = document.createElement('span')
  mark.append(label)
  overlay().append(mark)
  document.documentElement.style.setProperty('cursor', 'crosshair', 'important')
  stopListening = listen()
  // keys arrive only with focus
  focus()
}

export function endPick() {
  stopListening?.()
  stopListening = undefined
  mark?.remove()
  mark = undefined
  chosen = null
  document.documentElement.style.removeProperty('cursor')
}
