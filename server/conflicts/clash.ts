import type { Id } from '../../shared/ids.ts'
import type { Clash } from '../../shared/protocol/clash.ts'
import { judgementOf } from './judgement.ts'
import { type MessageTopics, topicsOf } from './topics.ts'
import type { OpenMessage } from './open-messages.ts'

export type Overlap = Pick<Clash, 'kind' | 'what'>

/** Overlapping messages share this many words, and this part of the shorter one's. */
const sharedWords = 3
const sharedPart = 0.6

function shared(a: Iterable<string>, b: { has(item: string): boolean }): string[] {
  return [...a].filter((item) => b.has(item))
}

/** “save button” and “delete button” differ; a plain “button” may be either. */
function sameElement(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === 0 || b.size === 0 || shared(a, b).length > 0
}

function opposite(a: MessageTopics, b: MessageTopics): string | null {
  for (const [property, values] of a.wants) {
    const others = b.wants.get(property)
    if (others && shared(values, others).length === 0)
      return `${[...values][0]} or ${[...others][0]}`
  }
  return null
}

/** Almost every change touches these; sharing them proves nothing. */
const common = new Set(['app.tsx', 'index.css', 'main.tsx', 'index.html', 'package.json'])

/** What two messages overlap in, by their words alone; null if nothing. */
export function overlapOf(a: MessageTopics, b: MessageTopics): Overlap | null {
  const files = shared(a.files, b.files).filter((name) => !common.has(name))
  if (files[0]) return { kind: 'file', what: files[0] }
  const against = opposite(a, b)
  const elements = [...a.elements.keys()].filter((name) => {
    const [mine, theirs] = [a.elements.get(name), b.elements.get(name)]
    return mine && theirs && sameElement(mine, theirs)
  })
  if (elements[0] && against) return { kind: 'opposite', what: `${elements[0]}: ${against}` }
  if (elements[0]) return { kind: 'element', what: elements[0] }
  // both mean the whole app
  if (against && a.elements.size === 0 && b.elements.size === 0) {
    const whole =
      a.words.size === 0 || b.words.size === 0 || shared(a.words.keys(), b.words).length > 0
    if (whole) return { kind: 'opposite', what: against }
  }
  const words = shared(a.words.keys(), b.words)
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

const topicsCache = new WeakMap<OpenMessage, MessageTopics>()

function cachedTopicsOf(message: OpenMessage): MessageTopics {
  const known = topicsCache.get(message)
  if (known) return known
  const topics = topicsOf(message.text, message.files)
  topicsCache.set(message, topics)
  return topics
}

export function overlapInWords(later: OpenMessage, earlier: OpenMessage): Overlap | null {
  return overlapOf(cachedTopicsOf(later), cachedTopicsOf(earlier))
}

function overlapInMeaning(later: OpenMessage, earlier: OpenMessage): Overlap | null {
  const judgement = judgementOf(later, earlier)
  return judgement?.is === 'answered' && judgement.over !== null
    ? { kind: 'meaning', what: judgement.over }
    : null
}

function haveCommon(a: readonly Id[], b: readonly Id[]): boolean {
  return a.some((id) => b.includes(id))
}

export function undecidedOthers(
  later: OpenMessage,
  earlier: readonly OpenMessage[],
): OpenMessage[] {
  return earlier.filter(
    (other) => !haveCommon(later.authors, other.authors) && !later.cleared.includes(other.runId),
  )
}

/** The first of `earlier` (in queue order) that conflicts, is other people's and is undecided. */
export function clashOf(
  later: OpenMessage,
  earlier: readonly OpenMessage[],
): { with: OpenMessage; overlap: Overlap } | null {
  for (const other of undecidedOthers(later, earlier)) {
    const overlap = overlapInWords(later, other) ?? overlapInMeaning(later, other)
    if (overlap) return { with: other, overlap }
  }
  return null
}
