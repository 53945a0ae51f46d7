/**
 * Describes an element so that another browser finds it again, also after the page has changed. Shape: Anchor in
 * shared/protocol/anchor.ts.
 */
import { reactInfo } from './react-info.ts'

const markNames = ['id', 'data-testid', 'name', 'aria-label', 'placeholder', 'alt'] as const

export interface Anchor {
  path: string
  siblings: number
  text: string
  context: string
  marks: Array<{ name: (typeof markNames)[number]; value: string }>
  key: string | null
  component: string | null
  file: string | null
}

/** A place in an element's box, as fractions of its size. */
export interface Spot {
  route: string
  anchor: Anchor
  x: number
  y: number
}

const hintLimit = 80
const pathLimit = 700
const contextReach = 5
const contextLimit = 240
const candidateLimit = 3_000
/** The lowest score that counts as the same element. */
const enough = 5

const tagOf = (element: Element) => element.localName.toLowerCase()

/** The first visible words. */
export function textOf(element: Element, limit = hintLimit): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let text = ''
  while (walker.nextNode() && text.length < limit * 2) {
    const parent = walker.currentNode.parentElement
    if (parent && /^(script|style|noscript)$/.test(parent.localName)) continue
    text += ` ${walker.currentNode.nodeValue ?? ''}`
    if (text.length > limit) text = text.replace(/\s+/g, ' ')
  }
  return text.replace(/\s+/g, ' ').trim().slice(0, limit).trim()
}

/** The other text of the nearest ancestor that has any. */
function contextOf(element: Element, text: string): string {
  let ancestor = element.parentElement
  for (let up = 0; ancestor && ancestor !== document.body && up < contextReach; up++) {
    const context = textOf(ancestor, contextLimit).replace(text, '').replace(/\s+/g, ' ').trim()
    if (context !== '') return context.slice(0, hintLimit).trim()
    ancestor = ancestor.parentElement
  }
  return ''
}

const sameTag = (element: Element): Element[] =>
  element.parentElement
    ? [...element.parentElement.children].filter((other) => tagOf(other) === tagOf(element))
    : [element]

function pathOf(element: Element): string {
  const steps: string[] = []
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement)
    steps.unshift(`${tagOf(at)}:${sameTag(at).indexOf(at)}`)
  return steps.join('>')
}

function marksOf(element: Element): Anchor['marks'] {
  return markNames.flatMap((name) => {
    const value = element.getAttribute(name)
    // React's generated ids change with each load
    if (!value || (name === 'id' && /^(radix-|[:«_]r)/.test(value))) return []
    return [{ name, value: value.slice(0, hintLimit) }]
  })
}

/** The nearest element that an anchor can describe. */
export function nameable(hit: Element): Element | null {
  let element: Element | null = hit.closest('svg') ?? hit
  while (
    element &&
    (!/^[a-z][a-z0-9-]{0,39}$/.test(tagOf(element)) || pathOf(element).length > pathLimit)
  )
    element = element.parentElement
  if (!element || !document.body.contains(element)) return null
  return element
}

export function anchorOf(element: Element): Anchor {
  const text = textOf(element)
  return {
    path: pathOf(element),
    siblings: sameTag(element).length,
    text,
    context: contextOf(element, text),
    marks: marksOf(element),
    ...reactInfo(element),
  }
}

function walk(path: string): Element | null {
  let at: Element = document.body
  if (path === '') return at
  for (const step of path.split('>')) {
    const [tag, place] = step.split(':')
    const next = [...at.children].filter((child) => tagOf(child) === tag)[Number(place)]
    if (!next) return null
    at = next
  }
  return at
}

const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** True if they share half the words of the longer one. */
function alike(a: string, b: string): boolean {
  const [ours, theirs] = [words(a), words(b)]
  const both = [...ours].filter((word) => theirs.has(word)).length
  return both > 0 && both * 2 >= Math.max(ours.size, theirs.size)
}

function scoreText(before: string, now: string, most: number): number {
  if (before === '' && now === '') return 0
  if (before === now) return most
  return alike(before, now) ? Math.floor(most / 2) : 0
}

function scoreMarks(anchor: Anchor, element: Element): number {
  let score = 0
  for (const { name, value } of anchor.marks) {
    const now = element.getAttribute(name)
    if (now?.slice(0, hintLimit) === value) score += 5
    else if (now !== null && (name === 'id' || name === 'data-testid')) score -= 3
  }
  return Math.min(score, 8)
}

function score(anchor: Anchor, element: Element, atPath: boolean): number {
  const info = reactInfo(element)
  const text = textOf(element)
  let sum = scoreText(anchor.text, text, 5) + scoreMarks(anchor, element)
  // Skips the costly context of elements with nothing in common.
  if (sum === 0 && !atPath) return 0
  const around = anchor.context === '' ? 0 : scoreText(anchor.context, contextOf(element, text), 3)
  sum += around
  // A list entry moves with its key; another key is another entry.
  if (anchor.key !== null && info.key !== null) sum += info.key === anchor.key ? 3 : -10
  if (anchor.component !== null && info.component === anchor.component) sum += 1
  if (!atPath) return sum
  // With other neighbours, the position proves little.
  const samePlace = sameTag(element).length === anchor.siblings
  return sum + (samePlace && (anchor.context === '' || around > 0) ? 5 : 2)
}

/** A cheap check before scoring candidates. */
function isUnchanged(anchor: Anchor, element: Element): boolean {
  const text = textOf(element)
  return (
    text === anchor.text &&
    sameTag(element).length === anchor.siblings &&
    contextOf(element, text) === anchor.context
  )
}

/** Finds the anchor's element on the current page, or null. Among equals, the one at the anchor's path wins. */
export function findAnchor(anchor: Anchor): Element | null {
  const there = walk(anchor.path)
  const tag = /([^>:]+):\d+$/.exec(anchor.path)?.[1]
  if (!tag) return there
  if (there && isUnchanged(anchor, there)) return there
  let best: { element: Element; score: number } | null = null
  const candidates = [...document.body.getElementsByTagName(tag)].slice(0, candidateLimit)
  for (const element of there ? [there, ...candidates] : candidates) {
    const sum = score(anchor, element, element === there)
    if (sum >= enough && (!best || sum > best.score)) best = { element, score: sum }
  }
  return best?.element ?? null
}

const fraction = (value: number) => Math.round(1_000 * Math.min(1, Math.max(0, value))) / 1_000

export function spotAt(clientX: number, clientY: number, route: string): Spot | null {
  const hit = document.elementFromPoint(clientX, clientY)
  const element = hit && nameable(hit)
  if (!element || route.length > 600) return null
  const box = element.getBoundingClientRect()
  if (box.width === 0 || box.height === 0) return null
  return {
    route,
    anchor: anchorOf(element),
    x: fraction((clientX - box.left) / box.width),
    y: fraction((clientY - box.top) / box.height),
  }
}

const kinds: Record<string, string> = {
  a: 'Link',
  button: 'Button',
  img: 'Image',
  svg: 'Icon',
  input: 'Field',
  textarea: 'Field',
  select: 'Choice',
  li: 'List item',
  ul: 'List',
  ol: 'List',
  nav: 'Navigation',
  header: 'Header',
  footer: 'Footer',
  form: 'Form',
  table: 'Table',
  label: 'Label',
  p: 'Text',
  span: 'Text',
}

/** A label for people, such as `Button “Save”`. */
export function nameOf(element: Element): string {
  const tag = tagOf(element)
  const { component } = reactInfo(element)
  const role = element.getAttribute('role')
  const fromRole = role && /^[a-z]+$/.test(role) ? role[0]?.toUpperCase() + role.slice(1) : null
  const kind =
    fromRole ?? kinds[tag] ?? (/^h[1-6]$/.test(tag) ? 'Heading' : (component ?? `<${tag}>`))
  const label = ['aria-label', 'alt', 'placeholder']
    .map((name) => element.getAttribute(name))
    .find(Boolean)
  const text = (label ?? textOf(element)).slice(0, 40).trim()
  return (text ? `${kind} “${text}”` : kind).slice(0, 120)
}
