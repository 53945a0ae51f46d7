import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { Person } from '../../shared/protocol/person.ts'
import { Follow } from './follow.ts'
import { manualClock } from './manual-clock.ts'
import type { Present } from './people.ts'
import { createStore } from './store.ts'

function person(name: string): Person {
  return { id: newId(), name, color: '#123456' }
}
const [me, ada, ben, cleo] = [person('Me'), person('Ada'), person('Ben'), person('Cleo')]

function at(who: Person, change: Partial<Present> = {}): Present {
  return {
    person: who,
    typing: false,
    idle: false,
    pane: 'preview',
    file: null,
    route: '/',
    scroll: {},
    following: null,
    ...change,
  }
}

function setUp(...here: Present[]) {
  const people = createStore<readonly Present[]>(here)
  const { clock, advance } = manualClock()
  const told: Array<string | null> = []
  let online = true
  const follow = new Follow({
    me,
    people,
    clock,
    online: () => online,
    tell: (id) => told.push(id),
  })
  const cut = () => {
    online = false
  }
  return { people, advance, told, follow, cut }
}

test('rule 20.2: shows where the followed person is, as they go', () => {
  const { follow, people, told } = setUp(at(me), at(ada))
  follow.start(ada.id)
  expect(follow.target.get()).toMatchObject({ pane: 'preview', route: '/' })
  people.set([at(me), at(ada, { pane: 'activity' })])
  expect(follow.target.get()).toMatchObject({ pane: 'activity' })
  follow.stop()
  expect(follow.target.get()).toBeNull()
  people.set([at(me), at(ada, { pane: 'preview' })])
  expect(follow.target.get()).toBeNull()
  expect(told).toEqual([ada.id, null])
})

test('rule 20.2: who leaves is waited for a little, then it ends with a word', () => {
  const { follow, people, advance } = setUp(at(me), at(ada))
  follow.start(ada.id)
  people.set([at(me)])
  advance(4_000)
  people.set([at(me), at(ada, { route: '/back' })])
  advance(10_000)
  expect(follow.target.get()).toMatchObject({ route: '/back' })
  people.set([at(me)])
  advance(6_000)
  expect(follow.state.get()).toEqual({ is: 'ended', words: 'Ada has left.' })
})

test('rule 20.2: nobody counts as gone while this tab is offline itself', () => {
  const { follow, people, advance, cut } = setUp(at(me), at(ada))
  follow.start(ada.id)
  cut()
  people.set([at(me)])
  for (let round = 0; round < 5; round++) advance(6_000)
  expect(follow.state.get().is).toBe('following')
})

test('rule 20.2: along a chain the first one’s place is shown', () => {
  const { follow, people } = setUp(
    at(me),
    at(ada, { following: ben.id }),
    at(ben, { route: '/ben' }),
  )
  follow.start(ada.id)
  expect(follow.state.get()).toMatchObject({ person: ada, lead: ben })
  expect(follow.target.get()).toMatchObject({ route: '/ben' })
  people.set([at(me), at(ada, { route: '/ada' }), at(ben, { route: '/ben' })])
  expect(follow.state.get()).toMatchObject({ person: ada, lead: ada })
})

test('rule 20.2: who is followed back, also around others, does not follow in a circle', () => {
  const { follow, told } = setUp(
    at(me),
    at(ada, { following: ben.id }),
    at(ben, { following: me.id }),
  )
  follow.start(ada.id)
  expect(follow.state.get()).toEqual({
    is: 'ended',
    words: 'Ada follows you, so you show the way.',
  })
  expect(told).not.toContain(ada.id)
})

test('rule 20.2: what is done here ends following, but takes no word about an end away', () => {
  const { follow, people } = setUp(at(me), at(ada, { following: me.id }))
  follow.start(ada.id)
  follow.act()
  expect(follow.state.get().is).toBe('ended')
  people.set([at(me), at(ada)])
  follow.start(ada.id)
  follow.act()
  expect(follow.state.get()).toEqual({ is: 'nobody' })
})

test('rule 20.2: a circle of others shows the place of the one who was chosen, or a near one, and ends', () => {
  const { follow } = setUp(
    at(me),
    at(ada, { following: ben.id }),
    at(ben, { following: cleo.id }),
    at(cleo, { following: ada.id }),
  )
  follow.start(ada.id)
  expect(follow.state.get().is).toBe('following')
  expect(follow.target.get()).not.toBeNull()
})
