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
  const published: Array<string | null> = []
  let online = true
  const follow = new Follow({
    me,
    people,
    clock,
    online: () => online,
    publish: (id) => published.push(id),
  })
  const cut = () => {
    online = false
  }
  return { people, advance, published, follow, cut }
}

test('rule 20.2: shows where the followed person is, as they move', () => {
  const { follow, people, published } = setUp(at(me), at(ada))
  follow.start(ada.id)
  expect(follow.target.get()).toMatchObject({ pane: 'preview', route: '/' })
  people.set([at(me), at(ada, { pane: 'activity' })])
  expect(follow.target.get()).toMatchObject({ pane: 'activity' })
  follow.stop()
  expect(follow.target.get()).toBeNull()
  people.set([at(me), at(ada, { pane: 'preview' })])
  expect(follow.target.get()).toBeNull()
  expect(published).toEqual([ada.id, null])
})

test('rule 20.2: following ends with a notice a while after the person has left', () => {
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

test('rule 20.2: a chain of followers shows the view of the person at its end', () => {
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

test('rule 20.2: following somebody who follows back, also through others, ends', () => {
  const { follow, published } = setUp(
    at(me),
    at(ada, { following: ben.id }),
    at(ben, { following: me.id }),
  )
  follow.start(ada.id)
  expect(follow.state.get()).toEqual({
    is: 'ended',
    words: 'Ada is following you, so you lead.',
  })
  expect(published).not.toContain(ada.id)
})

test('rule 20.2: an action of one’s own ends following, but keeps an earlier notice', () => {
  const { follow, people } = setUp(at(me), at(ada, { following: me.id }))
  follow.start(ada.id)
  follow.act()
  expect(follow.state.get().is).toBe('ended')
  people.set([at(me), at(ada)])
  follow.start(ada.id)
  follow.act()
  expect(follow.state.get()).toEqual({ is: 'nobody' })
})

test('rule 20.2: a circle of others shows somebody’s view and does not loop forever', () => {
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
