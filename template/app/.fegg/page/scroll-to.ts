import { findAnchor, type Spot } from './anchor.ts'
import { route } from './channel.ts'
import { overlay, place } from './overlay.ts'
import { sightLine } from './pointer.ts'

/** A page may need time to change its route. */
const revealTries = 20
const revealEveryMs = 100
let revealing: ReturnType<typeof setTimeout> | undefined

function scrollerOf(element: Element): Element {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at)
    if (/auto|scroll/.test(overflowY) && at.scrollHeight > at.clientHeight) return at
  }
  return document.scrollingElement ?? document.documentElement
}

/** Scrolls to the same height as in the reporting window, if the element exists. */
export function scrollToSpot(spot: Spot) {
  const element = findAnchor(spot.anchor)
  if (!element) return
  const box = element.getBoundingClientRect()
  const by = box.top + spot.y * box.height - innerHeight * sightLine
  if (Math.abs(by) > 1) scrollerOf(element).scrollBy({ top: by, behavior: 'instant' })
}

/** Shows and marks the element, once its route is there. */
export function reveal(spot: Spot, tries = revealTries) {
  clearTimeout(revealing)
  const element = route() === spot.route ? findAnchor(spot.anchor) : null
  if (!element) {
    if (tries > 0) revealing = setTimeout(() => reveal(spot, tries - 1), revealEveryMs)
    return
  }
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
  const box = element.getBoundingClientRect()
  const mark = document.createElement('div')
  mark.className = 'mark'
  mark.dataset.flash = ''
  mark.style.width = `${box.width}px`
  mark.style.height = `${box.height}px`
  place(mark, box.left, box.top)
  overlay().append(mark)
  setTimeout(() => mark.remove(), 1_700)
}
