import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { OpenMessage } from '../conflicts/open-messages.ts'
import { clashOf } from '../conflicts/clash.ts'
import { newId } from '../../shared/ids.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { DraftAuthors } from './draft-authors.ts'
import { covers, readSeen } from './draft-seen.ts'
import { isKnown } from './known-update.ts'
import { growthOf, isComplete, requirePlainText } from './text-update.ts'

/** CPU in microseconds: the least of several tries, as other processes only add to it. */
function cpuOf(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round += 1) {
    const begun = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(begun)
    least = Math.min(least, user + system)
  }
  return least
}

/** A text with `holes` deleted ranges between its characters. */
function docWithHoles(holes: number): Y.Doc {
  const doc = new Y.Doc()
  const text = doc.getText(draftText)
  text.insert(0, 'ab'.repeat(holes))
  doc.transact(() => {
    for (let at = holes; at > 0; at -= 1) text.delete(at * 2 - 1, 1)
  })
  return doc
}

function repeated(doc: Y.Doc, times: number): Y.Snapshot {
  const { ds, sv } = Y.snapshot(doc)
  const many = Y.createDeleteSet()
  for (const [client, ranges] of ds.clients) {
    const last = ranges.at(-1)
    many.clients.set(client, last ? Array.from({ length: times }, () => last) : [])
  }
  return Y.createSnapshot(many, sv)
}

const families: Array<[string, number, (size: number) => () => void]> = [
  [
    'a snapshot that names the last deleted range again and again',
    4_000,
    (size) => {
      const doc = docWithHoles(size)
      const seen = Buffer.from(Y.encodeSnapshot(repeated(doc, size * 4))).toString('base64')
      return () => expect(covers(doc, readSeen(seen))).toBe(true)
    },
  ],
  [
    'an update that lists all deletions, backwards and twice',
    4_000,
    (size) => {
      const doc = docWithHoles(size)
      const update = Y.encodeStateAsUpdate(doc)
      return () => expect(isKnown(doc, update)).toBe(true)
    },
  ],
  [
    'ranges of two authors in turn',
    8_000,
    (size) => {
      const by = [newId(), newId()]
      return () => {
        const authors = new DraftAuthors()
        for (let from = 0; from < size; from += 1)
          authors.add({ client: 1, from, to: from + 1, by: by[from % 2] ?? '' })
        expect(authors.within(1, size - 1, size)).toHaveLength(1)
        expect(authors.all()).toHaveLength(size)
      }
    },
  ],
  [
    'a whole text with its holes, weighed against an empty draft',
    4_000,
    (size) => {
      const doc = new Y.Doc()
      const update = Y.encodeStateAsUpdate(docWithHoles(size))
      return () => {
        requirePlainText(update)
        expect(isComplete(doc, update)).toBe(true)
        expect(growthOf(doc, update)).toBe(size)
      }
    },
  ],
]

test.each(families)(
  'rule 36.1: twice of it takes at most 2.5 times as long: %s',
  (_what, size, prepare) => {
    const ratios = Array.from({ length: 3 }, () => {
      const [once, twice] = [cpuOf(prepare(size)), cpuOf(prepare(size * 2))]
      return twice / Math.max(once, 1_000)
    })
    expect(ratios.toSorted((a, b) => a - b)[1]).toBeLessThan(2.5)
  },
)

test('rule 36.1: a small change is weighed without copying a draft that is full of deletions', () => {
  const small = (holes: number) => {
    const doc = docWithHoles(holes)
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    const before = Y.encodeStateVector(other)
    other.getText(draftText).insert(3, 'x')
    const update = Y.encodeStateAsUpdate(other, before)
    const { structs } = Y.decodeUpdate(update)
    return { doc, update: Y.mergeUpdates([update]), structs }
  }
  const [few, many] = [small(10), small(20_000)]
  expect(few.structs).toHaveLength(1)
  expect(many.structs).toHaveLength(1)
  for (const { doc, update } of [few, many]) expect(isComplete(doc, update)).toBe(true)
  let encoded = 0
  many.doc.on('beforeTransaction', () => (encoded += 1))
  expect(growthOf(many.doc, many.update)).toBe(1)
  expect(encoded).toBe(0)
})

test('rule 36.5: a second projection of 120 long messages costs a fraction of the first', () => {
  const messages = Array.from({ length: 120 }, (_, index): OpenMessage => {
    const words = Array.from({ length: 2_000 }, (__, at) => `word${index}x${at}`)
    const by = newId()
    const text = words.join(' ')
    return {
      runId: newId(),
      authors: [by],
      text,
      files: [],
      running: false,
      cleared: [],
      judged: [],
    }
  })
  const project = () => {
    const begun = process.cpuUsage()
    // a projection reads its rows anew
    const read = structuredClone(messages)
    read.forEach((later, place) => expect(clashOf(later, read.slice(0, place))).toBeNull())
    const { user, system } = process.cpuUsage(begun)
    return user + system
  }
  const first = project()
  expect(Math.min(project(), project(), project())).toBeLessThan(first / 2)
})
