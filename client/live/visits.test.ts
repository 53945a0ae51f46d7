import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { Visit } from '../../shared/protocol/version-view.ts'
import { manualClock } from './manual-clock.ts'
import { memoryStorage } from './memory-storage.ts'
import { Visits } from './visits.ts'

const minute = 60_000

function setUp() {
  const { clock, advance } = manualClock()
  const keep = memoryStorage()
  const version = { id: newId(), number: 3 }
  let kept: Visit | null = null
  let seq = 10
  const marks: number[] = []
  const ids = { sessionId: newId(), userId: newId() }
  const open = () =>
    new Visits({
      ...ids,
      calls: {
        lastVisit: async () => kept,
        markVisit: async (at) => {
          marks.push(at)
          kept = { seq: at, at: new Date(clock.now()).toISOString(), version }
        },
      },
      seq: () => seq,
      clock,
      keep,
    })
  return {
    open,
    advance,
    marks,
    goOn: () => {
      seq += 1
    },
  }
}

function settled() {
  return new Promise((resolve) => setTimeout(resolve))
}

test('rule 46.7: a first visit has none before it; the server is told at once, each minute, and when the tab is hidden', async () => {
  const { open, advance, marks, goOn } = setUp()
  const visits = open()
  expect(visits.since.get()).toBeUndefined()
  visits.shown()
  await settled()
  expect(visits.since.get()).toBeNull()
  expect(marks).toEqual([10])
  advance(minute)
  expect(marks).toEqual([10])
  goOn()
  advance(minute)
  expect(marks).toEqual([10, 11])
  goOn()
  visits.hidden()
  expect(marks).toEqual([10, 11, 12])
  advance(10 * minute)
  expect(marks).toHaveLength(3)
})

test('rule 46.7: a reload is the same visit, an absence ends it', async () => {
  const { open, advance, goOn } = setUp()
  const first = open()
  first.shown()
  await settled()
  first.destroy()
  goOn()
  const reloaded = open()
  reloaded.shown()
  await settled()
  expect(reloaded.since.get()).toBeNull()
  reloaded.hidden()
  advance(9 * minute)
  reloaded.shown()
  await settled()
  expect(reloaded.since.get()).toBeNull()
  reloaded.hidden()
  goOn()
  advance(11 * minute)
  reloaded.shown()
  await settled()
  expect(reloaded.since.get()).toMatchObject({ seq: 11 })
  reloaded.destroy()
})
