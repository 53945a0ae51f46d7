import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { BoundPresence } from '../../shared/protocol/presence.ts'
import { peopleOf, pointersOf, whereabouts } from './people.ts'

function person(name: string) {
  return { id: newId(), name, color: '#123456' }
}
const me = person('Zoe')
const anna = person('Anna')

const anchor = {
  path: 'div:0>button:1',
  siblings: 2,
  text: 'Save',
  context: '',
  marks: [],
  key: null,
  component: 'Button',
  file: null,
}

function tab(state: Partial<BoundPresence>): BoundPresence {
  return { user: anna, ...state }
}

test('rule 20.1: a person with several tabs counts once, at the place of the tab used last', () => {
  const people = peopleOf(
    [
      tab({ pane: 'preview', route: '/', activeAt: 10, idle: true }),
      tab({ pane: 'preview', route: '/pricing', activeAt: 30 }),
      tab({ pane: 'activity', typing: true, activeAt: 20 }),
      { user: me, pane: 'preview' },
    ],
    me,
  )
  expect(people.map((present) => present.person.name)).toEqual(['Zoe', 'Anna'])
  expect(people[1]).toMatchObject({ typing: true, idle: false, pane: 'preview', route: '/pricing' })
  expect(people[1] && whereabouts(people[1])).toBe('Preview /pricing · typing')
})

test('rule 20.1: a person is away only if all of their tabs are', () => {
  const away = (idle: boolean) => peopleOf([tab({ idle: true }), tab({ idle })], me)[1]
  expect(away(true)?.idle).toBe(true)
  expect(away(false)?.idle).toBe(false)
})

test('states without a person, and invalid ones, are left out', () => {
  expect(peopleOf([{}, null, { user: { id: 'x' } }, { cursor: 1 }], me)).toHaveLength(1)
})

test('an unchanged person keeps their reference, and so does an unchanged list: a pointer redraws nothing else', () => {
  const before = peopleOf([tab({ pane: 'preview' })], me)
  const at = { route: '/', anchor, x: 0.5, y: 0.5 }
  expect(peopleOf([tab({ pane: 'preview', pointer: at })], me, before)).toBe(before)
  const after = peopleOf([tab({ pane: 'activity' })], me, before)
  expect(after).not.toBe(before)
  expect(after[0]).toBe(before[0])
})

test('rule 20.3: each person has one pointer, and nobody sees their own', () => {
  const at = { route: '/', anchor, x: 0.5, y: 0.5 }
  const states = [
    tab({ pointer: at, activeAt: 2 }),
    tab({ pointer: { ...at, x: 0.1 }, activeAt: 1 }),
    { user: me, pointer: at },
  ]
  expect(pointersOf(states, me)).toEqual([{ person: anna, at }])
})
