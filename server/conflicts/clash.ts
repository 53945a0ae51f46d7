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

/** A projection reads its messages anew, so topics are kept by text. */
const topicsCache = new Map<string, MessageTopics>()
const mostCached = 400

function cachedTopicsOf({ text, files }: OpenMessage): MessageTopics {
  const key = files.length === 0 ? text : JSON.stringify([text, ...files])
  const topics = topicsCache.get(key) ?? topicsOf(text, files)
  // the newest are last
  topicsCache.delete(key)
  topicsCache.set(key, topics)
  for (const oldest of topicsCache.keys()) {
    if (topicsCache.size <= mostCached) break
    topicsCache.delete(oldest)
  }
  return topics
}

const overlaps = new WeakMap<MessageTopics, WeakMap<MessageTopics, Overlap | null>>()

export function overlapInWords(later: OpenMessage, earlier: OpenMessage): Overlap | null {
  const [a, b] = [cachedTopicsOf(later), cachedTopicsOf(earlier)]
  const known = overlaps.get(a) ?? new WeakMap<MessageTopics, Overlap | null>()
  overlaps.set(a, known)
  const overlap = known.get(b)
  if (overlap !== undefined) return overlap
  const fresh = overlapOf(a, b)
  known.set(b, fresh)
  return fresh
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
