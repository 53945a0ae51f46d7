import type { Id } from '../../shared/ids.ts'
import type { Clash } from '../../shared/protocol/clash.ts'
import { judgementOf } from './judgement.ts'
import { type Touch, touchOf } from './touch.ts'
import type { Wish } from './wishes.ts'

export type Pull = Pick<Clash, 'kind' | 'what'>

/** From how many shared words on, and from which share of the shorter message, two are about the same. */
const sharedWords = 3
const sharedPart = 0.6

function meet(a: Iterable<string>, b: { has(item: string): boolean }): string[] {
  return [...a].filter((item) => b.has(item))
}

/** A “save button” and a “delete button” are two; a “button” may be either. */
function sameElement(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === 0 || b.size === 0 || meet(a, b).length > 0
}

function opposite(a: Touch, b: Touch): string | null {
  for (const [property, values] of a.wants) {
    const others = b.wants.get(property)
    if (others && meet(values, others).length === 0) return `${[...values][0]} or ${[...others][0]}`
  }
  return null
}

/** Files that every change of an app touches: that both do says nothing. */
const common = new Set(['app.tsx', 'index.css', 'main.tsx', 'index.html', 'package.json'])

/** Whether two messages pull at the same thing; null where they don't. Knows words, not meaning. */
export function pullOf(a: Touch, b: Touch): Pull | null {
  const files = meet(a.files, b.files).filter((name) => !common.has(name))
  if (files[0]) return { kind: 'file', what: files[0] }
  const against = opposite(a, b)
  const elements = [...a.elements.keys()].filter((name) => {
    const [mine, theirs] = [a.elements.get(name), b.elements.get(name)]
    return mine && theirs && sameElement(mine, theirs)
  })
  if (elements[0] && against) return { kind: 'opposite', what: `${elements[0]}: ${against}` }
  if (elements[0]) return { kind: 'element', what: elements[0] }
  // both speak of the whole app
  if (against && a.elements.size === 0 && b.elements.size === 0) {
    const whole =
      a.words.size === 0 || b.words.size === 0 || meet(a.words.keys(), b.words).length > 0
    if (whole) return { kind: 'opposite', what: against }
  }
  const words = meet(a.words.keys(), b.words)
  const shorter = Math.min(a.words.size, b.words.size)
  if (words.length >= sharedWords && words.length / shorter >= sharedPart)
    return {
      kind: 'words',
      what: words
        .slice(0, 3)
        .map((stem) => a.words.get(stem))
        .join(', '),
    }
  return null
}

/** Each is compared with all before it. */
const touches = new WeakMap<Wish, Touch>()

function touchBy(wish: Wish): Touch {
  const known = touches.get(wish)
  if (known) return known
  const touch = touchOf(wish.text, wish.files)
  touches.set(wish, touch)
  return touch
}

/** By files, elements and words. */
export function judgeWords(later: Wish, earlier: Wish): Pull | null {
  return pullOf(touchBy(later), touchBy(earlier))
}

/** By what a model found in them, if one was asked. */
function judgedMeaning(later: Wish, earlier: Wish): Pull | null {
  const judgement = judgementOf(later, earlier)
  return judgement?.is === 'answered' && judgement.over !== null
    ? { kind: 'meaning', what: judgement.over }
    : null
}

function share(a: readonly Id[], b: readonly Id[]): boolean {
  return a.some((id) => b.includes(id))
}

/** Those of `earlier` that are other people's, and about which nobody has decided. */
export function othersOf(later: Wish, earlier: readonly Wish[]): Wish[] {
  return earlier.filter(
    (wish) => !share(later.authors, wish.authors) && !later.cleared.includes(wish.runId),
  )
}

/**
 * The first of `earlier` (in the order in which they run) that pulls at the same thing as a later message of other people, and
 * about which nobody has decided.
 */
export function clashOf(later: Wish, earlier: readonly Wish[]): { with: Wish; pull: Pull } | null {
  for (const wish of othersOf(later, earlier)) {
    const pull = judgeWords(later, wish) ?? judgedMeaning(later, wish)
    if (pull) return { with: wish, pull }
  }
  return null
}
