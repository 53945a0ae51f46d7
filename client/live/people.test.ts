import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { peopleOf } from './people.ts'

const person = (name: string) => ({ id: newId(), name, color: '#123456' })

test('a person with several tabs is one person', () => {
  const me = person('Zoe')
  const anna = person('Anna')
  const people = peopleOf(
    [
      { user: anna, pane: 'preview', typing: false },
      { user: anna, pane: 'activity', typing: true },
      { user: me, pane: 'preview' },
    ],
    me,
  )
  expect(people.map((present) => present.person.name)).toEqual(['Zoe', 'Anna'])
  expect(people[1]).toMatchObject({ typing: true, pane: 'activity' })
})

test('states without a person, or that are none, are left out', () => {
  expect(peopleOf([{}, null, { user: { id: 'x' } }, { cursor: 1 }], null)).toEqual([])
})
