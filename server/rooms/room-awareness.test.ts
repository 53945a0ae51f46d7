import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { PresenceEntry } from '../bus/presence-entry.ts'
import { RoomAwareness } from './room-awareness.ts'

function person(name: string) {
  return { id: newId(), name, color: 'red' }
}
const anna = person('Anna')
const ben = person('Ben')
function entry(clientId: number, clock: number, user = anna): PresenceEntry {
  return {
    clientId,
    clock,
    state: { user },
  }
}
function gone(clientId: number, clock: number): PresenceEntry {
  return { clientId, clock, state: null }
}

test('rule 5.4: a member speaks for one id, and for nobody else’s', () => {
  const awareness = new RoomAwareness()
  const [a, b] = [{ person: anna }, { person: ben }]
  expect(awareness.take(a, [entry(1, 1)])).toEqual([entry(1, 1)])
  expect(awareness.take(a, [entry(2, 1)])).toEqual([])
  expect(awareness.take(b, [entry(1, 9, ben)])).toEqual([])
  expect(awareness.take(b, [gone(1, 9)])).toEqual([])
  awareness.receive('other', [entry(3, 1)], false)
  expect(awareness.take(b, [entry(3, 9, ben)])).toEqual([])
  expect(awareness.all()).toEqual([entry(3, 1), entry(1, 1)])
})

test('rule 10.3: what other nodes tell is news once, and their leaving is told to members', () => {
  const awareness = new RoomAwareness()
  expect(awareness.receive('b', [entry(1, 1), entry(2, 1, ben)], true)).toHaveLength(2)
  expect(awareness.receive('b', [entry(1, 1), entry(2, 1, ben)], true)).toEqual([])
  expect(awareness.peopleElsewhere().map(({ name }) => name)).toEqual(['Anna', 'Ben'])
  expect(awareness.receive('b', [entry(1, 2)], false)).toEqual([entry(1, 2)])
  expect(awareness.receive('b', [entry(1, 2)], true)).toEqual([gone(2, 1)])
  expect(awareness.receive('b', [gone(1, 2)], false)).toEqual([gone(1, 2)])
  expect(awareness.isEmpty).toBe(true)
})

test('rule 10.3: a node that falls silent is let go of after a few beats', () => {
  const awareness = new RoomAwareness()
  awareness.receive('b', [entry(1, 1)], true)
  expect(awareness.age(2)).toEqual([])
  awareness.receive('b', [entry(1, 1)], true)
  expect(awareness.age(2)).toEqual([])
  expect(awareness.age(2)).toEqual([])
  expect(awareness.age(2)).toEqual([gone(1, 1)])
  expect(awareness.isEmpty).toBe(true)
})

test('rule 10.3: a client that moves between nodes never looks gone', () => {
  const awareness = new RoomAwareness()
  awareness.receive('b', [entry(1, 1)], true)
  const here = { person: anna }
  expect(awareness.take(here, [entry(1, 3)])).toEqual([entry(1, 3)])
  // the node that it left notices later
  expect(awareness.receive('b', [gone(1, 1)], false)).toEqual([])
  expect(awareness.all()).toEqual([entry(1, 3)])
  // returned before its old socket closed
  expect(awareness.receive('b', [entry(1, 5)], false)).toEqual([])
  expect(awareness.leave(here)).toEqual({ left: [gone(1, 3)], news: [entry(1, 5)] })
})
